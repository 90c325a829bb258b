import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from "jose";
import { expect, test } from "vitest";
import { seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { addApi, apiUri, applicationOf } from "./support/api.ts";
import type { Credentials } from "./support/sign-in.ts";
import { authority, obtainCode, redeem } from "./support/protocol.ts";

const entra = useMockEntra();
const { remote } = seed.applications;
const { ada, grace } = seed.users;
const keys = createRemoteJWKSet(new URL(`${authority}/${seed.tenant.id}/discovery/v2.0/keys`));
const issuer = `${authority}/${seed.tenant.id}/v2.0`;

async function tokens(user: Credentials = ada) {
  const { body } = await redeem(await obtainCode({ scope: `openid profile ${apiUri}/access` }, user));
  return { accessToken: String(body["access_token"]), idToken: String(body["id_token"]) };
}

test("version 2: jose verifies it with issuer and audience, and it says who, by which client, may do what", async () => {
  const api = addApi(entra);
  const { accessToken } = await tokens();
  const { payload, protectedHeader } = await jwtVerify(accessToken, keys, {
    issuer,
    audience: api.appId,
    algorithms: ["RS256"],
    requiredClaims: ["exp", "nbf", "iat", "oid", "tid", "azp", "scp"],
  });
  expect(payload).toMatchObject({
    azp: remote.appId,
    azpacr: "1",
    name: ada.displayName,
    oid: ada.id,
    preferred_username: ada.userPrincipalName,
    scp: "access",
    tid: seed.tenant.id,
    ver: "2.0",
  });
  expect(Object.keys(payload).toSorted()).toEqual(
    "aio aud azp azpacr exp iat iss name nbf oid preferred_username rh scp sub tid uti ver xms_ftd".split(
      " ",
    ),
  );
  expect(protectedHeader).toEqual({
    typ: "JWT",
    alg: "RS256",
    kid: protectedHeader.kid,
    x5t: protectedHeader.kid,
  });
});

test.each([null, 1] as const)("version %s: other issuer, other audience, other names", async (version) => {
  addApi(entra).api.requestedAccessTokenVersion = version;
  const { accessToken } = await tokens();
  await expect(jwtVerify(accessToken, keys, { issuer })).rejects.toThrow('unexpected "iss" claim value');
  const { payload } = await jwtVerify(accessToken, keys, { audience: apiUri });
  expect(payload).toMatchObject({
    iss: `https://sts.windows.net/${seed.tenant.id}/`,
    appid: remote.appId,
    appidacr: "1",
    scp: "access",
    upn: ada.userPrincipalName,
    unique_name: ada.userPrincipalName,
    ver: "1.0",
  });
  expect(payload).not.toHaveProperty("azp");
  expect(payload).not.toHaveProperty("preferred_username");
});

test("a token for an API carries no nonce in its header: anybody can verify it", async () => {
  addApi(entra);
  expect(decodeProtectedHeader((await tokens()).accessToken)).not.toHaveProperty("nonce");
});

test("the user's app roles are those on the API, not those on the client", async () => {
  addApi(entra);
  entra.directory.assignRole({ user: ada.id, on: apiUri, role: "Reader" });
  const { accessToken, idToken } = await tokens();
  expect(decodeJwt(accessToken)["roles"]).toEqual(["Reader"]);
  expect(decodeJwt(idToken)["roles"]).toEqual(["Directory.Reader"]);
});

test("an app role can come by a group", async () => {
  addApi(entra);
  entra.directory.assignRole({ group: "Compliance", on: apiUri, role: "Reader" });
  expect(decodeJwt((await tokens(grace)).accessToken)["roles"]).toEqual(["Reader"]);
  expect(decodeJwt((await tokens(ada)).accessToken)).not.toHaveProperty("roles");
});

test("sub is another one for every application, and stays the same for a user; oid is one for all", async () => {
  addApi(entra);
  const [first, again, other] = [await tokens(), await tokens(), await tokens(grace)];
  const [api, client] = [decodeJwt(first.accessToken), decodeJwt(first.idToken)];
  expect(api.sub).not.toBe(client.sub);
  expect(decodeJwt(again.accessToken).sub).toBe(api.sub);
  expect(decodeJwt(other.accessToken).sub).not.toBe(api.sub);
  expect(api["oid"]).toBe(client["oid"]);
});

test("no groups claim unless the manifest asks for one", async () => {
  addApi(entra);
  const { accessToken, idToken } = await tokens();
  expect(decodeJwt(accessToken)).not.toHaveProperty("groups");
  expect(decodeJwt(idToken)).not.toHaveProperty("groups");
});

test("groups: the API's manifest counts for access tokens, the client's for id tokens", async () => {
  const [engineering] = entra.directory.groupsOf(ada.id);
  addApi(entra).groupMembershipClaims = "SecurityGroup";
  const { accessToken, idToken } = await tokens();
  expect(decodeJwt(accessToken)["groups"]).toEqual([engineering?.id]);
  expect(decodeJwt(idToken)).not.toHaveProperty("groups");
  applicationOf(entra, remote.appId).groupMembershipClaims = "All";
  expect(decodeJwt((await tokens()).idToken)["groups"]).toEqual([engineering?.id]);
});

test("groups: SecurityGroup leaves mailing lists out, ApplicationGroup lists what is assigned", async () => {
  const api = addApi(entra);
  const mailing = entra.directory.addGroup({
    displayName: "Newsletter",
    securityEnabled: false,
    members: [ada.id],
  });
  const [engineering] = entra.directory.groupsOf(ada.id);
  const listed = async (claims: typeof api.groupMembershipClaims) => {
    api.groupMembershipClaims = claims;
    return decodeJwt((await tokens()).accessToken)["groups"];
  };
  expect(await listed("All")).toEqual([engineering?.id, mailing.id]);
  expect(await listed("SecurityGroup")).toEqual([engineering?.id]);
  expect(await listed("ApplicationGroup")).toBeUndefined();
  entra.directory.assignRole({ group: "Engineering", on: apiUri, role: "Reader" });
  expect(await listed("ApplicationGroup")).toEqual([engineering?.id]);
});

test("groups: above 200 the token only says where to ask", async () => {
  addApi(entra).groupMembershipClaims = "All";
  for (let index = 0; index < 199; index += 1) {
    entra.directory.addGroup({ displayName: `Group ${index}`, members: [ada.id] });
  }
  expect(decodeJwt((await tokens()).accessToken)["groups"]).toHaveLength(200);
  entra.directory.addGroup({ displayName: "One too many", members: [ada.id] });
  const claims = decodeJwt((await tokens()).accessToken);
  expect(claims).not.toHaveProperty("groups");
  expect(claims["_claim_names"]).toEqual({ groups: "src1" });
  expect(claims["_claim_sources"]).toMatchObject({
    src1: { endpoint: expect.stringContaining("/getMemberObjects") },
  });
});
