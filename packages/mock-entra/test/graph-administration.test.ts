import { describe, expect, test } from "vitest";
import { seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import {
  administratorClient,
  applicationClient,
  forbidden,
  refusal,
  registered,
  userClient,
} from "./support/administration.ts";
import { newTokens } from "./support/graph.ts";
import { graph, postToken } from "./support/protocol.ts";

const entra = useMockEntra();
const { remote, local } = seed.applications;
const { ada, alan } = seed.users;

function principalId(appId: string): string {
  return entra.directory.findServicePrincipal(appId)?.id ?? "";
}

describe("service principals", () => {
  test("Graph makes an application without one: client credentials miss it until it is created", async () => {
    const client = await administratorClient(entra);
    const { id, appId } = await client.api("/applications").post({ displayName: "Night watch" });
    const { secretText } = await client.api(`/applications/${id}/addPassword`).post({});
    const request = {
      grant_type: "client_credentials",
      client_id: appId,
      client_secret: secretText,
      scope: `${graph}/.default`,
    };
    expect((await postToken(request)).body["error_codes"]).toEqual([7000229]);
    await client.api("/servicePrincipals").post({ appId });
    expect((await postToken(request)).status).toBe(200);
  });

  test("there is one for each application, and none without", async () => {
    const client = await administratorClient(entra);
    const unknown = "99999999-0000-4000-8000-000000000009";
    expect(await refusal(client.api("/servicePrincipals").post({ appId: unknown }))).toEqual({
      status: 400,
      code: "Request_BadRequest",
      message: `The appId '${unknown}' of the service principal does not reference a valid application object.`,
    });
    const again = await refusal(client.api("/servicePrincipals").post({ appId: remote.appId }));
    expect([again.status, again.message]).toEqual([400, expect.stringContaining("already in use")]);
  });

  test("Microsoft Graph is one of them, found by its App ID URI", async () => {
    const client = await administratorClient(entra);
    const filter = `servicePrincipalNames/any(c:c eq '${graph}')`;
    const { value } = await client.api("/servicePrincipals").filter(filter).get();
    expect(value).toMatchObject([{ displayName: "Microsoft Graph" }]);
  });

  test("“Assignment required?” is switched on, and the sign-in heeds it", async () => {
    const client = await administratorClient(entra);
    await client
      .api(`/servicePrincipals/${principalId(remote.appId)}`)
      .patch({ appRoleAssignmentRequired: true });
    await expect(newTokens({}, alan)).rejects.toThrow("AADSTS50105");
    const scope = "openid Directory.Read.All";
    expect((await newTokens({ scope }, ada))["access_token"]).toBeDefined();
  });
});

describe("app role assignments", () => {
  test("a role is given and taken, and the next token says so", async () => {
    const client = await administratorClient(entra);
    const resourceId = principalId(remote.appId);
    const path = `/servicePrincipals/${resourceId}/appRoleAssignedTo`;
    const auditor = entra.directory.findApplication(remote.appId)?.appRoles[1]?.id;
    const given = await client.api(path).post({ principalId: ada.id, resourceId, appRoleId: auditor });
    expect(given).toMatchObject({ principalDisplayName: "Ada Lovelace", principalType: "User" });
    expect(entra.directory.rolesOf(ada.id, remote.appId)).toContain("Auditor");
    expect((await client.api(path).get()).value).toHaveLength(3);
    await client.api(`${path}/${given.id}`).delete();
    expect(entra.directory.rolesOf(ada.id, remote.appId)).toEqual(["Directory.Reader"]);
  });

  test.each([
    ["a role that the application does not have", { appRoleId: "99999999-0000-4000-8000-000000000009" }],
    ["no role, where there are roles", { appRoleId: "00000000-0000-0000-0000-000000000000" }],
    ["a user's role for an application", { principalId: () => principalId(local.appId) }],
  ])("%s is refused", async (_what, wrong) => {
    const client = await administratorClient(entra);
    const resourceId = principalId(remote.appId);
    const appRoleId = entra.directory.findApplication(remote.appId)?.appRoles[0]?.id;
    const body = { principalId: alan.id, resourceId, appRoleId };
    const changes = Object.entries(wrong).map(([name, value]) => [
      name,
      typeof value === "function" ? value() : value,
    ]);
    const call = client
      .api(`/servicePrincipals/${resourceId}/appRoleAssignedTo`)
      .post({ ...body, ...Object.fromEntries(changes) });
    expect(await refusal(call)).toMatchObject({
      status: 400,
      message: "Permission being assigned was not found on application",
    });
  });

  test("an application permission is a role on Microsoft Graph, given to the client's service principal", async () => {
    const client = await administratorClient(entra);
    const microsoftGraph = entra.directory.findServicePrincipal(graph);
    const appRoleId = microsoftGraph?.appRoles.find(({ value }) => value === "User.Read.All")?.id;
    const clientId = principalId(remote.appId);
    const body = { principalId: clientId, resourceId: microsoftGraph?.id, appRoleId };
    await client.api(`/servicePrincipals/${clientId}/appRoleAssignments`).post(body);
    expect(entra.directory.rolesOf(clientId, microsoftGraph?.appId ?? "")).toEqual(["User.Read.All"]);
    expect(
      await refusal(client.api(`/servicePrincipals/${clientId}/appRoleAssignments`).post(body)),
    ).toMatchObject({ message: "Permission being assigned already exists on the object" });
  });
});

describe("delegated permission grants", () => {
  test("the Azure CLI's way to consent: look up, delete what was there, grant anew", async () => {
    const client = await administratorClient(entra);
    const clientId = principalId(local.appId);
    const { value } = await client.api("/oauth2PermissionGrants").filter(`clientId eq '${clientId}'`).get();
    expect(value).toHaveLength(1);
    await client.api(`/oAuth2PermissionGrants/${value[0].id}`).delete();
    const resourceId = entra.directory.findServicePrincipal(graph)?.id;
    const grant = {
      clientId,
      consentType: "AllPrincipals",
      principalId: null,
      resourceId,
      scope: "User.Read",
    };
    const created = await client.api("/oauth2PermissionGrants").post(grant);
    expect(created).toMatchObject(grant);
    expect(await refusal(client.api("/oauth2PermissionGrants").post(grant))).toMatchObject({
      status: 409,
      code: "Request_MultipleObjectsWithSameKeyValue",
      message: "Permission entry already exists.",
    });
    await client.api(`/oauth2PermissionGrants/${created.id}`).patch({ scope: "User.Read Mail.Send" });
    expect((await client.api(`/oauth2PermissionGrants/${created.id}`).get()).scope).toBe(
      "User.Read Mail.Send",
    );
  });

  test("a grant for one user names the user, a grant for all names no user", async () => {
    const client = await administratorClient(entra);
    const resourceId = entra.directory.findServicePrincipal(graph)?.id;
    const grant = { clientId: principalId(local.appId), resourceId, scope: "Mail.Send" };
    const forOne = client.api("/oauth2PermissionGrants").post({ ...grant, consentType: "Principal" });
    expect((await refusal(forOne)).status).toBe(400);
    const forAll = { ...grant, consentType: "AllPrincipals", principalId: ada.id };
    expect((await refusal(client.api("/oauth2PermissionGrants").post(forAll))).status).toBe(400);
  });
});

describe("who may", () => {
  test("without a permission for applications nothing is shown and nothing changed", async () => {
    const client = await userClient(entra, "User.Read Mail.Send");
    const paths = ["/applications", "/servicePrincipals", "/oauth2PermissionGrants"];
    for (const path of paths) expect(await refusal(client.api(path).get())).toEqual(forbidden);
    for (const path of paths) expect(await refusal(client.api(path).post({}))).toEqual(forbidden);
    const one = `/applications(appId='${remote.appId}')`;
    expect(await refusal(client.api(one).delete())).toEqual(forbidden);
    expect(await refusal(client.api(`${one}/addPassword`).post({}))).toEqual(forbidden);
    expect(await refusal(client.api(`${one}/addKey`).post({}))).toEqual(forbidden);
  });

  test("Application.Read.All reads and does not write", async () => {
    const client = await userClient(entra, "Application.Read.All", seed.users.grace);
    expect((await client.api("/applications").get()).value).toHaveLength(4);
    expect(await refusal(client.api("/applications").post({ displayName: "x" }))).toEqual(forbidden);
    expect(await refusal(client.api(`/applications(appId='${remote.appId}')`).patch({}))).toEqual(forbidden);
  });

  test("an ordinary user registers applications and manages only those", async () => {
    const client = await userClient(entra);
    const { id } = await registered(client);
    await client.api(`/applications/${id}`).patch({ displayName: "Mine" });
    const other = `/applications(appId='${remote.appId}')`;
    expect(await refusal(client.api(other).patch({ displayName: "Mine" }))).toEqual(forbidden);
    expect(await refusal(client.api(`${other}/addPassword`).post({}))).toEqual(forbidden);
    expect(await refusal(client.api(`${other}/federatedIdentityCredentials`).post({ name: "mine" }))).toEqual(
      forbidden,
    );
  });

  test("an ordinary user gives no consent for everybody and no roles, whatever the token says", async () => {
    const client = await userClient(entra);
    expect(await refusal(client.api("/oauth2PermissionGrants").post({}))).toEqual(forbidden);
    const path = `/servicePrincipals/${principalId(remote.appId)}/appRoleAssignedTo`;
    expect(await refusal(client.api(path).post({}))).toEqual(forbidden);
  });

  test("Application.ReadWrite.OwnedBy lets an application manage what it made, and nothing else", async () => {
    const client = await applicationClient(entra, "Application.ReadWrite.OwnedBy");
    const { id } = await registered(client);
    await client.api(`/applications/${id}`).delete();
    const call = client.api(`/applications(appId='${local.appId}')`).patch({ displayName: "Mine" });
    expect(await refusal(call)).toEqual(forbidden);
  });

  test("a token that is no token learns nothing", async () => {
    const response = await fetch(`${graph}/v1.0/applications`, {
      headers: { authorization: "Bearer x.y.z" },
    });
    expect(response.status).toBe(401);
  });
});
