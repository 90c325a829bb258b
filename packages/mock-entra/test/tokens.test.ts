import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from "jose";
import { expect, test } from "vitest";
import { createMockEntra, seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { authority, jsonOf, obtainCode, publicAnswer, redeem, refresh } from "./support/protocol.ts";

const entra = useMockEntra();
const { local, remote } = seed.applications;
const { ada, grace, alan } = seed.users;
const keys = createRemoteJWKSet(new URL(`${authority}/${seed.tenant.id}/discovery/v2.0/keys`));
const issuer = `${authority}/${seed.tenant.id}/v2.0`;

async function tokens(parameters = {}, user: { userPrincipalName: string; password: string } = ada) {
  const { body } = await redeem(await obtainCode(parameters, user));
  return { ...body, idToken: String(body["id_token"]), accessToken: String(body["access_token"]) };
}

test("the id token verifies against the published keys and says who signed in", async () => {
  const { idToken } = await tokens({ nonce: "n-0S6_WzA2Mj" });
  const { payload } = await jwtVerify(idToken, keys, {
    issuer,
    audience: remote.appId,
    algorithms: ["RS256"],
  });
  expect(payload).toMatchObject({
    name: "Ada Lovelace",
    nonce: "n-0S6_WzA2Mj",
    oid: ada.id,
    preferred_username: ada.userPrincipalName,
    roles: ["Directory.Reader"],
    tid: seed.tenant.id,
    ver: "2.0",
  });
  expect(Object.keys(payload).toSorted()).toEqual(
    "aud exp iat iss name nbf nonce oid preferred_username rh roles sub tid uti ver".split(" "),
  );
});

test("a forged id token does not verify", async () => {
  const { idToken } = await tokens();
  const [header, payload = "", signature] = idToken.split(".");
  const claims = Buffer.from(payload, "base64url").toString().replace(ada.id, grace.id);
  const forged = [header, Buffer.from(claims).toString("base64url"), signature].join(".");
  await expect(jwtVerify(forged, keys)).rejects.toThrow("signature verification failed");
});

test("roles follow the assignments: one each for Ada and Grace, no claim at all for Alan", async () => {
  expect(decodeJwt((await tokens({}, grace)).idToken)["roles"]).toEqual(["Auditor"]);
  expect(decodeJwt((await tokens({}, alan)).idToken)).not.toHaveProperty("roles");
});

test("sub is pairwise, oid is not", async () => {
  const remoteClaims = decodeJwt((await tokens()).idToken);
  const localClaims = decodeJwt(String((await publicAnswer()).body["id_token"]));
  expect(localClaims.sub).not.toBe(remoteClaims.sub);
  expect(localClaims["oid"]).toBe(remoteClaims["oid"]);
  expect(decodeJwt((await tokens()).idToken).sub).toBe(remoteClaims.sub);
});

test("without openid there is no id token, without offline_access no refresh token", async () => {
  expect(Object.keys(await tokens({ scope: "User.Read" }))).not.toEqual(
    expect.arrayContaining(["refresh_token"]),
  );
  const { body } = await redeem(await obtainCode({ scope: "User.Read" }));
  expect(Object.keys(body)).toEqual(["token_type", "scope", "expires_in", "ext_expires_in", "access_token"]);
});

test("profile and email bring their claims, optional claims come when registered", async () => {
  expect(decodeJwt((await tokens({ scope: "openid" })).idToken)).not.toHaveProperty("name");
  const application = entra.directory.findApplication(remote.appId);
  application?.optionalClaims.idToken.push({ name: "sid" }, { name: "login_hint" });
  const claims = decodeJwt((await tokens({ scope: "openid email" })).idToken);
  expect(claims).toMatchObject({
    email: ada.userPrincipalName,
    sid: expect.any(String),
    login_hint: expect.any(String),
  });
});

test("a Graph token does not verify for anybody else: its nonce is not what was signed", async () => {
  const { accessToken } = await tokens();
  expect(decodeProtectedHeader(accessToken)).toMatchObject({ alg: "RS256", nonce: expect.any(String) });
  await expect(jwtVerify(accessToken, keys)).rejects.toThrow("signature verification failed");
});

test("a Graph token carries version 1.0 claims", async () => {
  expect(decodeJwt((await tokens()).accessToken)).toMatchObject({
    aud: "00000003-0000-0000-c000-000000000000",
    iss: `https://sts.windows.net/${seed.tenant.id}/`,
    appid: remote.appId,
    appidacr: "1",
    scp: "Mail.Send openid profile User.Read User.ReadBasic.All email",
    oid: ada.id,
    upn: ada.userPrincipalName,
    ver: "1.0",
  });
  expect(decodeJwt(String((await publicAnswer()).body["access_token"]))).toMatchObject({
    appid: local.appId,
    appidacr: "0",
  });
});

test("scopes that name Graph in full come back in full, with Graph's name as the audience", async () => {
  const { body } = await redeem(await obtainCode({ scope: "openid https://graph.microsoft.com/User.Read" }));
  expect(String(body["scope"]).split(" ")).toContain("https://graph.microsoft.com/User.Read");
  expect(decodeJwt(String(body["access_token"])).aud).toBe("https://graph.microsoft.com");
});

test("an API of one's own gets tokens that it can verify, in the version that its manifest names", async () => {
  const access = {
    id: "5f000000-0000-4000-8000-000000000001",
    value: "access",
    type: "User" as const,
    adminConsentDisplayName: "Access",
    isEnabled: true,
  };
  const base = entra.directory.findApplication(remote.appId);
  if (!base) throw new Error("no seed");
  const api = entra.directory.addApplication({
    ...structuredClone(base),
    appId: "55555555-aaaa-4bbb-8ccc-000000000005",
    identifierUris: ["api://workshop"],
    api: { requestedAccessTokenVersion: null, oauth2PermissionScopes: [access] },
  });
  const resource = entra.directory.findServicePrincipal("api://workshop");
  if (!resource) throw new Error("no service principal");
  entra.directory.consent(remote.appId, ada.id, resource, ["access"]);
  const scope = "openid api://workshop/access";
  const first = decodeJwt((await tokens({ scope })).accessToken);
  expect(first).toMatchObject({ aud: "api://workshop", appid: remote.appId, scp: "access", ver: "1.0" });
  api.api.requestedAccessTokenVersion = 2;
  const { accessToken } = await tokens({ scope });
  const { payload } = await jwtVerify(accessToken, keys, { issuer, audience: api.appId });
  expect(payload).toMatchObject({ azp: remote.appId, azpacr: "1", scp: "access", ver: "2.0" });
});

test("an access token lives 60 to 90 minutes, or as long as the application is given", async () => {
  const lifetimes = await Promise.all(
    Array.from({ length: 5 }, async () => (await redeem(await obtainCode())).body["expires_in"]),
  );
  for (const seconds of lifetimes) {
    expect(seconds).toBeGreaterThanOrEqual(3600);
    expect(seconds).toBeLessThan(5400);
  }
  expect(new Set(lifetimes).size).toBeGreaterThan(1);
  entra.setLifetimes(remote.appId, { accessTokenSeconds: 7 });
  const { body } = await redeem(await obtainCode());
  expect([body["expires_in"], body["ext_expires_in"]]).toEqual([7, 7]);
});

test("the answer has Entra's headers, and client_info when asked", async () => {
  const { headers, body } = await redeem(await obtainCode(), { client_info: "1" });
  expect(Object.fromEntries(headers)).toMatchObject({
    "cache-control": "no-store, no-cache",
    pragma: "no-cache",
    "x-ms-ests-server": expect.any(String),
    "x-ms-request-id": expect.any(String),
  });
  const info: unknown = JSON.parse(Buffer.from(String(body["client_info"]), "base64url").toString());
  expect(info).toEqual({ uid: ada.id, utid: seed.tenant.id });
  expect((await refresh(body["refresh_token"])).body).not.toHaveProperty("client_info");
});

test("the keys have Entra's members: no alg, but x5t, x5c and issuer", async () => {
  const { keys: published } = await jsonOf(await fetch(`${authority}/${seed.tenant.id}/discovery/v2.0/keys`));
  const [key] = Array.isArray(published) ? published : [];
  expect(Object.keys(key ?? {})).toEqual(["kty", "use", "kid", "x5t", "n", "e", "x5c", "issuer"]);
});

test("the same random numbers give the same lifetimes, and a fixed clock the same times", () => {
  const mock = createMockEntra({ now: () => new Date("2030-01-01T00:00:00Z"), random: () => 0.5 });
  mock.clock.advance({ seconds: 60 });
  expect(mock.clock.now().toISOString()).toBe("2030-01-01T00:01:00.000Z");
});
