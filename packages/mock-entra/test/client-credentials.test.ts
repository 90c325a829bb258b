import { createRemoteJWKSet, decodeJwt, jwtVerify } from "jose";
import { expect, test } from "vitest";
import { seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { addApi, apiUri, applicationOf } from "./support/api.ts";
import {
  authority,
  entraError,
  invalidClient,
  invalidGrant,
  invalidRequest,
  type Parameters,
  postToken,
} from "./support/protocol.ts";

const entra = useMockEntra();
const { local, remote } = seed.applications;
const keys = createRemoteJWKSet(new URL(`${authority}/${seed.tenant.id}/discovery/v2.0/keys`));
function invalidScope(code: number) {
  return { status: 400, error: "invalid_scope", code };
}

function ask(parameters: Parameters = {}) {
  return postToken({
    grant_type: "client_credentials",
    client_id: remote.appId,
    client_secret: remote.secret,
    scope: `${apiUri}/.default`,
    ...parameters,
  });
}

function principalId() {
  return entra.directory.findServicePrincipal(remote.appId)?.id;
}

test.each(["common", "organizations"])(
  "at /%s an application that acts as itself names no tenant, and gets no token",
  async (tenant) => {
    addApi(entra);
    applicationOf(entra, remote.appId).signInAudience = "AzureADMultipleOrgs";
    const form = { grant_type: "client_credentials", client_id: remote.appId, client_secret: remote.secret };
    const answer = await postToken({ ...form, scope: `${apiUri}/.default` }, { tenant });
    expect(entraError(answer)).toEqual(invalidRequest(50059));
  },
);

test("the answer has four members and no refresh token, whatever else was asked", async () => {
  addApi(entra);
  const { status, body } = await ask({ client_info: "1" });
  expect(status).toBe(200);
  expect(Object.keys(body)).toEqual(["token_type", "expires_in", "ext_expires_in", "access_token"]);
  expect(body).toMatchObject({ token_type: "Bearer", expires_in: 3599, ext_expires_in: 3599 });
});

test("a version 2 token for an API: jose verifies it, and it is about the application itself", async () => {
  const api = addApi(entra);
  entra.directory.assignRole({ application: remote.appId, on: apiUri, role: "Things.Read.All" });
  const { payload } = await jwtVerify(String((await ask()).body["access_token"]), keys, {
    issuer: `${authority}/${seed.tenant.id}/v2.0`,
    audience: api.appId,
    algorithms: ["RS256"],
  });
  expect(payload).toMatchObject({
    azp: remote.appId,
    azpacr: "1",
    oid: principalId(),
    sub: principalId(),
    roles: ["Things.Read.All"],
    tid: seed.tenant.id,
    ver: "2.0",
  });
  expect(Object.keys(payload).toSorted()).toEqual(
    "aio aud azp azpacr exp iat iss nbf oid rh roles sub tid uti ver xms_ftd".split(" "),
  );
});

test("an application without a role gets a token without the roles claim, never with scp", async () => {
  addApi(entra);
  const claims = decodeJwt(String((await ask()).body["access_token"]));
  expect(claims).not.toHaveProperty("roles");
  expect(claims).not.toHaveProperty("scp");
});

test.each([null, 1] as const)("requestedAccessTokenVersion %s gives a version 1 token", async (version) => {
  const api = addApi(entra);
  api.api.requestedAccessTokenVersion = version;
  const claims = decodeJwt(String((await ask()).body["access_token"]));
  expect(claims).toMatchObject({
    aud: apiUri,
    iss: `https://sts.windows.net/${seed.tenant.id}/`,
    appid: remote.appId,
    appidacr: "1",
    ver: "1.0",
  });
  expect(claims).not.toHaveProperty("azp");
});

test("a token for Graph lists application permissions, and only Graph can verify it", async () => {
  const graph = "https://graph.microsoft.com";
  entra.directory.assignRole({ application: remote.appId, on: graph, role: "User.Read.All" });
  const token = String((await ask({ scope: `${graph}/.default` })).body["access_token"]);
  expect(decodeJwt(token)).toMatchObject({
    aud: graph,
    idtyp: "app",
    roles: ["User.Read.All"],
    oid: principalId(),
    ver: "1.0",
  });
  await expect(jwtVerify(token, keys)).rejects.toThrow("signature verification failed");
});

test.each(["User.Read", "openid", ".default", "/.default", `${apiUri}/access`, `openid ${apiUri}/.default`])(
  "the scope %s is refused: only /.default will do",
  async (scope) => {
    addApi(entra);
    expect(entraError(await ask({ scope }))).toEqual(invalidScope(1002012));
  },
);

test("no scope, two resources and an unknown resource are told apart", async () => {
  addApi(entra);
  expect(entraError(await ask({ scope: undefined }))).toEqual(invalidRequest(900144));
  const two = `${apiUri}/.default https://graph.microsoft.com/.default`;
  expect(entraError(await ask({ scope: two }))).toEqual(invalidScope(28000));
  expect(entraError(await ask({ scope: "api://unknown/.default" }))).toEqual({
    status: 400,
    error: "invalid_resource",
    code: 500011,
  });
});

test("a public client cannot act as itself, with or without something to prove it", async () => {
  const asPublic = { client_id: local.appId, scope: "https://graph.microsoft.com/.default" };
  expect(entraError(await ask({ ...asPublic, client_secret: undefined }))).toEqual(invalidClient(7000218));
  expect(entraError(await ask(asPublic))).toEqual(invalidClient(700025));
});

test("a confidential client has to prove itself", async () => {
  addApi(entra);
  expect(entraError(await ask({ client_secret: undefined }))).toEqual(invalidClient(7000218));
  expect(entraError(await ask({ client_secret: "wrong" }))).toEqual(invalidClient(7000215));
});

test("an API that requires assignment refuses an application without one", async () => {
  addApi(entra);
  entra.directory.requireAssignment(apiUri);
  expect(entraError(await ask())).toEqual(invalidGrant(501051));
  entra.directory.assignRole({ application: remote.appId, on: apiUri, role: "Things.Read.All" });
  expect((await ask()).status).toBe(200);
});

test("an application without a service principal in the tenant is refused", async () => {
  addApi(entra);
  const { servicePrincipals } = entra.directory;
  servicePrincipals.splice(
    servicePrincipals.findIndex(({ appId }) => appId === remote.appId),
    1,
  );
  expect(entraError(await ask())).toEqual(invalidClient(7000229));
});

test("the application's own lifetime counts", async () => {
  addApi(entra);
  entra.setLifetimes(remote.appId, { accessTokenSeconds: 7 });
  expect((await ask()).body).toMatchObject({ expires_in: 7, ext_expires_in: 7 });
});

test("a switched-off app role is not in the token", async () => {
  entra.directory.assignRole({ application: remote.appId, on: addApi(entra).appId, role: "Things.Read.All" });
  for (const role of applicationOf(entra, "55555555-aaaa-4bbb-8ccc-000000000005").appRoles)
    role.isEnabled = false;
  expect(decodeJwt(String((await ask()).body["access_token"]))).not.toHaveProperty("roles");
});
