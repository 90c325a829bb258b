import { createRemoteJWKSet, decodeJwt, jwtVerify } from "jose";
import { expect, test } from "vitest";
import { seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { addApi, apiUri } from "./support/api.ts";
import { authority, graph, jsonOf, type Parameters } from "./support/protocol.ts";

const entra = useMockEntra();
const { managedIdentity } = seed;
const { IDENTITY_ENDPOINT, IDENTITY_HEADER } = entra.managedIdentityEnvironment;

async function ask(parameters: Parameters = {}, headers: Record<string, string> = {}) {
  const query = Object.entries({
    "api-version": "2019-08-01",
    resource: graph,
    client_id: managedIdentity.clientId,
    ...parameters,
  }).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  const response = await fetch(`${IDENTITY_ENDPOINT}?${new URLSearchParams(query).toString()}`, {
    headers: { "X-IDENTITY-HEADER": IDENTITY_HEADER, ...headers },
  });
  return { status: response.status, body: await jsonOf(response) };
}

function refusal(status: number, message: RegExp) {
  return {
    status,
    body: { statusCode: status, message: expect.stringMatching(message), correlationId: expect.any(String) },
  };
}

test("the answer is App Service's: expiry as a text, the resource as asked, the client id", async () => {
  const { status, body } = await ask();
  expect(status).toBe(200);
  expect(body).toEqual({
    access_token: expect.any(String),
    expires_on: String(decodeJwt(String(body["access_token"])).exp),
    resource: graph,
    token_type: "Bearer",
    client_id: managedIdentity.clientId,
  });
});

test("a token lives a day, or as long as the identity is given", async () => {
  const secondsLeft = async () => Number((await ask()).body["expires_on"]) - entra.clock.seconds();
  expect(await secondsLeft()).toBeGreaterThan(86_000);
  entra.setLifetimes(managedIdentity.clientId, { accessTokenSeconds: 60 });
  expect(await secondsLeft()).toBeLessThanOrEqual(60);
});

test("the token is about the identity's service principal, and says where it lives in Azure", async () => {
  entra.directory.assignRole({ application: managedIdentity.clientId, on: graph, role: "User.Read.All" });
  expect(decodeJwt(String((await ask()).body["access_token"]))).toMatchObject({
    aud: graph,
    iss: `https://sts.windows.net/${seed.tenant.id}/`,
    appid: managedIdentity.clientId,
    appidacr: "2",
    idtyp: "app",
    oid: managedIdentity.principalId,
    sub: managedIdentity.principalId,
    roles: ["User.Read.All"],
    xms_mirid: managedIdentity.resourceId,
  });
});

test("the token for the exchange is a version 2 token whose audience is a GUID", async () => {
  const { body } = await ask({ resource: "api://AzureADTokenExchange" });
  const keys = createRemoteJWKSet(new URL(`${authority}/${seed.tenant.id}/discovery/v2.0/keys`));
  const { payload } = await jwtVerify(String(body["access_token"]), keys, {
    issuer: `${authority}/${seed.tenant.id}/v2.0`,
    audience: "fb60f99c-7a34-4190-8149-302f77469936",
    subject: managedIdentity.principalId,
  });
  expect(payload).toMatchObject({ azp: managedIdentity.clientId, azpacr: "2", ver: "2.0" });
});

test("Graph takes the identity's token, also when its resource was asked for with a slash", async () => {
  entra.directory.assignRole({ application: managedIdentity.clientId, on: graph, role: "User.Read.All" });
  for (const resource of [graph, `${graph}/`]) {
    const { body } = await ask({ resource });
    expect(body["resource"]).toBe(resource);
    const headers = { authorization: `Bearer ${String(body["access_token"])}` };
    expect((await fetch(`${graph}/v1.0/users`, { headers })).status).toBe(200);
  }
});

test("an API of one's own gets the version that its manifest names", async () => {
  const api = addApi(entra);
  const version2 = decodeJwt(String((await ask({ resource: apiUri })).body["access_token"]));
  expect(version2).toMatchObject({ aud: api.appId, ver: "2.0" });
  api.api.requestedAccessTokenVersion = null;
  const version1 = decodeJwt(String((await ask({ resource: apiUri })).body["access_token"]));
  expect(version1).toMatchObject({ aud: apiUri, ver: "1.0" });
});

test.each([
  ["client_id", managedIdentity.clientId],
  ["principal_id", managedIdentity.principalId],
  ["object_id", managedIdentity.principalId],
  ["mi_res_id", managedIdentity.resourceId.toUpperCase()],
])("an identity can be named by %s", async (name, value) => {
  const { status, body } = await ask({ client_id: undefined, [name]: value });
  expect([status, body["client_id"]]).toEqual([200, managedIdentity.clientId]);
});

test.each([
  ["an unknown client_id", { client_id: seed.applications.remote.appId }],
  ["an unknown resource id", { client_id: undefined, mi_res_id: "/subscriptions/none" }],
  ["no name, where there is no system-assigned identity", { client_id: undefined }],
])("%s is refused", async (_, parameters) => {
  expect(await ask(parameters)).toMatchObject(
    refusal(400, /^No User Assigned or Delegated Managed Identity/u),
  );
});

test("without a name it is the system-assigned identity", async () => {
  const first = entra.directory.servicePrincipals.find(({ id }) => id === managedIdentity.principalId);
  if (!first) throw new Error("no managed identity");
  entra.directory.servicePrincipals.push({
    ...first,
    id: "d4a5f6e7-0004-4000-8000-0000000000d4",
    appId: "44444444-aaaa-4bbb-8ccc-000000000004",
    alternativeNames: ["isExplicit=False", "/subscriptions/x/providers/Microsoft.Web/sites/mcp"],
  });
  expect((await ask({ client_id: undefined })).body["client_id"]).toBe(
    "44444444-aaaa-4bbb-8ccc-000000000004",
  );
});

test("server-side request forgery: without the header's value there is no token", async () => {
  expect(await ask({}, { "X-IDENTITY-HEADER": "guess" })).toMatchObject(refusal(401, /X-IDENTITY-HEADER/u));
});

test.each([
  ["two identities at once", { principal_id: managedIdentity.principalId }, /not several/u],
  ["no resource", { resource: undefined }, /resource is missing/u],
  ["another api-version", { "api-version": "2017-09-01" }, /2019-08-01/u],
  ["an unknown resource", { resource: "https://unknown.example" }, /^AADSTS500011: /u],
])("%s is refused", async (_, parameters, message) => {
  expect(await ask(parameters)).toMatchObject(refusal(400, message));
});
