import { expect, test } from "vitest";
import { remoteServicePrincipal } from "../src/directory/seed-applications.ts";
import { seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { administratorClient, refusal, registered } from "./support/administration.ts";
import { createBrowser } from "./support/browser.ts";
import { authorizeUrl, redeem } from "./support/protocol.ts";
import { answerOf, pageOf, pressButton, typePassword } from "./support/sign-in.ts";

const entra = useMockEntra();
const { remote, local } = seed.applications;

function badRequest(message: RegExp) {
  return {
    status: 400,
    code: "Request_BadRequest",
    message: expect.stringMatching(message),
  };
}

test("a registration made through Graph signs users in like any other, after consent", async () => {
  const client = await administratorClient(entra);
  const redirectUri = "http://localhost:4000/auth/callback";
  const created = await client
    .api("/applications")
    .post({ displayName: "Night watch", web: { redirectUris: [redirectUri] } });
  expect(created).toMatchObject({
    "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#applications/$entity",
    displayName: "Night watch",
    signInAudience: "AzureADMyOrg",
    publisherDomain: seed.tenant.domain,
    passwordCredentials: [],
  });
  const secret = await client.api(`/applications/${created.id}/addPassword`).post({});
  const browser = createBrowser(["http://localhost:4000"]);
  const request = { client_id: created.appId, redirect_uri: redirectUri };
  const page = pageOf(await browser.open(authorizeUrl(request)));
  const consent = pageOf(await typePassword(browser, page, seed.users.ada));
  const { parameters } = answerOf(await pressButton(browser, consent, "accept"));
  const answer = await redeem(parameters.get("code") ?? "", { ...request, client_secret: secret.secretText });
  expect(answer.status).toBe(200);
});

test("the Azure CLI's ways to find an application all find it", async () => {
  const client = await administratorClient(entra);
  const { id, appId } = await registered(client);
  await client.api(`/applications/${id}`).patch({ identifierUris: [`api://${appId}`] });
  for (const filter of [
    `appId eq '${appId}'`,
    "startswith(displayName,'night')",
    `identifierUris/any(s:s eq 'api://${appId}')`,
    `displayName eq 'Night watch' and appId eq '${appId}'`,
  ]) {
    const { value } = await client.api("/applications").filter(filter).select("id,appId").get();
    expect(value).toEqual([{ id, appId }]);
  }
  expect((await client.api(`/applications(appId='${appId}')`).get()).id).toBe(id);
  expect((await refusal(client.api(`/applications/${appId}`).get())).status).toBe(404);
});

test("an update changes what it names and nothing else, and the sign-in heeds it at once", async () => {
  const client = await administratorClient(entra);
  const path = `/applications(appId='${remote.appId}')`;
  await client.api(path).patch({ web: { redirectUris: [] }, displayName: "Renamed" });
  const after = await client.api(path).get();
  expect(after).toMatchObject({ displayName: "Renamed", web: { redirectUris: [] } });
  expect(after.appRoles).toHaveLength(2);
  expect(after.passwordCredentials).toHaveLength(1);
  const page = pageOf(await createBrowser().open(authorizeUrl()));
  expect(page.html).toContain("AADSTS500113");
});

test("an update that is refused changes nothing", async () => {
  const client = await administratorClient(entra);
  const path = `/applications(appId='${local.appId}')`;
  const before = entra.exportDirectory();
  const body = { displayName: "Renamed", web: { redirectUris: ["http://example.com/callback"] } };
  expect(await refusal(client.api(path).patch(body))).toEqual(badRequest(/'https' or 'http:\/\/localhost'/u));
  expect(entra.exportDirectory().applications).toEqual(before.applications);
});

test.each([
  ["plain http on the web", { web: { redirectUris: ["http://example.com"] } }],
  ["a wildcard", { web: { redirectUris: ["https://*.example.com"] } }],
  ["a fragment", { spa: { redirectUris: ["https://example.com/#here"] } }],
  ["a script in place of an address", { publicClient: { redirectUris: ["javascript:alert(1)"] } }],
  ["no address at all", { web: { redirectUris: ["callback"] } }],
])("%s is no redirect URI", async (_what, body) => {
  const client = await administratorClient(entra);
  const call = client.api(`/applications(appId='${remote.appId}')`).patch(body);
  expect(await refusal(call)).toEqual(badRequest(/^The redirect URI '/u));
});

test.each([
  [{ colour: "blue" }, /^Invalid property 'colour'\.$/u],
  [{ displayName: 7 }, /'displayName'/u],
  [{ signInAudience: "Everybody" }, /'signInAudience'/u],
  [{ passwordCredentials: [{ displayName: "mine" }] }, /service actions/u],
  [{ uniqueName: "mine" }, /mock-entra does not act on 'uniqueName'/u],
  [
    { api: { preAuthorizedApplications: [{ appId: local.appId, delegatedPermissionIds: [remote.appId] }] } },
    /is no scope of this application/u,
  ],
])("the body %j is refused with its reason", async (body, reason) => {
  const client = await administratorClient(entra);
  const call = client.api(`/applications(appId='${remote.appId}')`).patch(body);
  expect(await refusal(call)).toEqual(badRequest(reason));
});

test("an API is called by its own client ID or by the tenant's domain, never by another application's name", async () => {
  const client = await administratorClient(entra);
  const path = `/applications(appId='${remote.appId}')`;
  const own = [`api://${remote.appId}`, `https://tools.${seed.tenant.domain}/mcp`];
  await client.api(path).patch({ identifierUris: own });
  expect((await client.api(path).get()).identifierUris).toEqual(own);
  expect(
    await refusal(client.api(path).patch({ identifierUris: ["https://graph.example.com"] })),
  ).toMatchObject({
    status: 400,
    code: "HostNameNotOnVerifiedDomain",
  });
  const other = client.api(`/applications(appId='${local.appId}')`);
  expect(await refusal(other.patch({ identifierUris: own }))).toMatchObject({
    status: 400,
    code: "Request_MultipleObjectsWithSameKeyValue",
  });
});

test("an app role cannot be deleted while it is enabled", async () => {
  const client = await administratorClient(entra);
  const path = `/applications(appId='${remote.appId}')`;
  const { appRoles } = await client.api(path).get();
  expect(await refusal(client.api(path).patch({ appRoles: [] }))).toMatchObject({
    code: "CannotDeleteOrUpdateEnabledEntitlement",
  });
  const disabled = appRoles.map((role: object) => Object.assign(role, { isEnabled: false }));
  await client.api(path).patch({ appRoles: disabled });
  await client.api(path).patch({ appRoles: [] });
  expect((await client.api(path).get()).appRoles).toEqual([]);
});

test("a deleted application is gone, with its service principal, consents and assignments", async () => {
  const client = await administratorClient(entra);
  await client.api(`/applications(appId='${remote.appId}')`).delete();
  const { applications, servicePrincipals, oauth2PermissionGrants, appRoleAssignments } =
    entra.exportDirectory();
  const text = JSON.stringify({
    applications,
    servicePrincipals,
    oauth2PermissionGrants,
    appRoleAssignments,
  });
  expect(text).not.toContain(remote.appId);
  const { id } = remoteServicePrincipal;
  expect(appRoleAssignments.filter(({ resourceId }) => resourceId === id)).toEqual([]);
  expect(pageOf(await createBrowser().open(authorizeUrl())).html).toContain("AADSTS700016");
});
