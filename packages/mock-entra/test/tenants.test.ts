import { type AccountInfo, ConfidentialClientApplication } from "@azure/msal-node";
import { decodeJwt } from "jose";
import { describe, expect, test } from "vitest";
import { signIn } from "../src/browser/index.ts";
import { createMockEntra, InvalidInputError, seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { callGraph } from "./support/graph.ts";
import { codeIn, makeMultitenant, redeemAt, useBrowser } from "./support/multitenant.ts";
import { authority, jsonOf } from "./support/protocol.ts";
import { tenantFile, userOf } from "./support/tenant-files.ts";

const { remote } = seed.applications;
const { ada } = seed.users;

const [third, fourth, fifth] = [tenantFile(3), tenantFile(4), tenantFile(5)];

describe("a mock with four tenants from the start", () => {
  const entra = useMockEntra({ furtherTenants: [third, fourth] });
  const { browser, startAt } = useBrowser();

  const signInAt = async (segment: string, user: { userPrincipalName: string; password: string }) => {
    const { body } = await redeemAt(segment, codeIn(await signIn(browser(), await startAt(segment), user)));
    return body;
  };

  test.each([third, fourth])("signs the user of $tenant.displayName in at /organizations", async (file) => {
    makeMultitenant(entra);
    const body = await signInAt("organizations", userOf(file));
    expect(decodeJwt(String(body["id_token"]))).toMatchObject({
      tid: file.tenant.id,
      iss: `${authority}/${file.tenant.id}/v2.0`,
      preferred_username: userOf(file).userPrincipalName,
    });
    const profile = await callGraph(body["access_token"], "/v1.0/me");
    expect(profile.body).toMatchObject({ displayName: file.users[0]?.displayName });
  });

  test("keeps their users apart: each is unknown in the other tenants", async () => {
    makeMultitenant(entra);
    const refused = await signIn(browser(), await startAt(fourth.tenant.id), userOf(third));
    expect(refused.html).toContain("AADSTS50020");
    expect(refused.html).toContain(third.tenant.id);
  });

  test("keeps their consents apart: each tenant has a service principal of its own", async () => {
    makeMultitenant(entra);
    await signInAt(third.tenant.defaultDomain, userOf(third));
    const appIds = [third, fourth].map(({ tenant }) =>
      entra.directoryOf(tenant.id).servicePrincipals.map(({ appId }) => appId),
    );
    expect(appIds[0]).toContain(remote.appId);
    expect(appIds[1]).not.toContain(remote.appId);
  });

  test("finds an application that one of them has registered for all organizations", async () => {
    const home = entra.directoryOf(third.tenant.id);
    const application = structuredClone(makeMultitenant(entra));
    home.addApplication(Object.assign(application, { appId: "0b000000-0000-4000-8000-000000000001" }));
    const at = async (segment: string) => (await startAt(segment, { client_id: application.appId })).html;
    for (const segment of [seed.tenant.id, fourth.tenant.id, "organizations"])
      expect(await at(segment), segment).toContain("Sign in");
    application.signInAudience = "AzureADMyOrg";
    expect(await at(fourth.tenant.id)).toContain("AADSTS700016");
    expect(await at("organizations")).toContain("AADSTS50194");
    expect(await at(third.tenant.id)).toContain("Sign in");
  });

  test("publishes the first tenant's key for the further ones too, and each key once for /common", async () => {
    const keysAt = async (segment: string) => {
      const { keys } = await jsonOf(await fetch(`${authority}/${segment}/discovery/v2.0/keys`));
      return (keys as { kid: string }[]).map(({ kid }) => kid);
    };
    const [first] = await keysAt(seed.tenant.id);
    expect(await keysAt(third.tenant.id)).toEqual([first]);
    expect(await keysAt("common")).toHaveLength(2);
    const rotated = await entra.rotateSigningKeys();
    expect(await keysAt(fourth.tenant.id)).toEqual([first, rotated]);
  });

  test("a guest of one of them is a user of another", async () => {
    makeMultitenant(entra);
    const guest = entra.directoryOf(third.tenant.id).addGuest(ada.userPrincipalName);
    const body = await signInAt(third.tenant.id, ada);
    expect(decodeJwt(String(body["id_token"]))).toMatchObject({
      tid: third.tenant.id,
      oid: guest.id,
      idp: `https://sts.windows.net/${seed.tenant.id}/`,
    });
  });

  test("revokes the sessions of a user in any tenant, and no others", async () => {
    makeMultitenant(entra);
    const client = new ConfidentialClientApplication({
      auth: {
        clientId: remote.appId,
        clientSecret: remote.secret,
        authority: `${authority}/organizations`,
      },
    });
    const request = { scopes: ["User.Read"], redirectUri: remote.redirectUri };
    const accounts: (AccountInfo | null)[] = [];
    for (const user of [ada, userOf(third)]) {
      const url = await client.getAuthCodeUrl({ ...request, prompt: "select_account" });
      const code = codeIn(await signIn(browser(), await browser().visit(url), user));
      accounts.push((await client.acquireTokenByCode({ ...request, code })).account);
    }
    entra.revokeSessions(userOf(third).userPrincipalName);
    const renew = async (account: AccountInfo | null) => {
      if (!account) throw new Error("There is no account.");
      return client.acquireTokenSilent({ account, scopes: request.scopes, forceRefresh: true });
    };
    await expect(renew(accounts[0] ?? null)).resolves.toMatchObject({ tokenType: "Bearer" });
    await expect(renew(accounts[1] ?? null)).rejects.toThrow("AADSTS50173");
  });

  test("keeps those of the start through a reset, as they were, and no others", () => {
    entra.directoryOf(third.tenant.id).users = [];
    entra.addTenant(fifth);
    expect(entra.tenants().map(({ displayName }) => displayName)).toEqual([
      seed.tenant.displayName,
      seed.secondTenant.displayName,
      "Company 3",
      "Company 4",
      "Company 5",
    ]);
    entra.reset();
    expect(entra.tenants()).toHaveLength(4);
    expect(entra.directoryOf(third.tenant.id).users).toHaveLength(1);
  });
});

describe("a tenant that is added later", () => {
  test("is complete with a tenant and a user: it has Microsoft Graph, and nothing of the seed", () => {
    const directory = createMockEntra().addTenant(third);
    expect(directory.findServicePrincipal("https://graph.microsoft.com")).toBeDefined();
    expect([directory.applications, directory.groups, directory.oauth2PermissionGrants]).toEqual([
      [],
      [],
      [],
    ]);
  });

  test("is exported and imported by its name", () => {
    const mock = createMockEntra();
    mock.addTenant(third);
    const file = mock.exportDirectory(third.tenant.defaultDomain.toUpperCase());
    expect(file).toMatchObject(third);
    mock.importDirectory({ users: fourth.users }, third.tenant.id);
    expect(mock.exportDirectory(third.tenant.id)).toMatchObject({
      tenant: third.tenant,
      users: fourth.users,
    });
    mock.importDirectory(file, third.tenant.id);
    expect(mock.exportDirectory(third.tenant.id)).toEqual(file);
    expect(mock.exportDirectory().users).toHaveLength(3);
  });

  const refusals: [string, (mock: ReturnType<typeof createMockEntra>) => unknown, string][] = [
    ["without a tenant", (mock) => mock.addTenant({ users: [] }), "as in tenants[0]. Expected another one"],
    [
      "with another's domain",
      (mock) =>
        mock.addTenant({
          tenant: { ...third.tenant, defaultDomain: seed.secondTenant.domain.toUpperCase() },
        }),
      'tenants[2].tenant.defaultDomain: found "ANOTHERCOMPANY.ONMICROSOFT.COM", as in tenants[1]',
    ],
    [
      "that is named as an address for all organizations",
      (mock) => mock.addTenant({ tenant: { ...third.tenant, defaultDomain: "Organizations" } }),
      'tenants[2].tenant.defaultDomain: found "Organizations". Entra keeps this name for itself.',
    ],
    ["twice", (mock) => [mock.addTenant(third), mock.addTenant(third)], "tenants[3].tenant.id: found"],
    [
      "and takes another's name by an import",
      (mock) =>
        mock.importDirectory({ tenant: { ...seed.tenant, id: seed.secondTenant.id, defaultDomain: "x" } }),
      "directory.tenant: unknown field domain",
    ],
    [
      "and takes another's ID by an import",
      (mock) => mock.importDirectory({ tenant: { ...third.tenant, id: seed.secondTenant.id } }),
      "tenants[1].tenant.id: found",
    ],
    [
      "with a mistake in its file",
      (mock) => mock.addTenant({ ...third, users: [{}] }),
      "directory.users[0].id: found nothing",
    ],
    [
      "and asked for by a wrong name",
      (mock) => mock.directoryOf("nowhere.example"),
      `tenant: found "nowhere.example". Expected one of ${seed.tenant.id} (${seed.tenant.domain}), `,
    ],
  ];
  test.each(refusals)("%s: is refused, and nothing has changed", (_, act, message) => {
    const mock = createMockEntra();
    expect(() => act(mock)).toThrow(InvalidInputError);
    expect(() => act(mock)).toThrow(message);
    expect(mock.tenants().slice(0, 2)).toEqual(createMockEntra().tenants());
  });
});
