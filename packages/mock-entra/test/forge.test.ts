import {
  createLocalJWKSet,
  createRemoteJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  type JSONWebKeySet,
  jwtVerify,
} from "jose";
import { describe, expect, test } from "vitest";
import { createMockEntra, type Forge, seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { authority, graph } from "./support/protocol.ts";

const entra = useMockEntra();
const { remote, local } = seed.applications;
const issuer = `${authority}/${seed.tenant.id}/v2.0`;
const request = { audience: remote.appId, user: seed.users.ada.userPrincipalName, scopes: ["tools.read"] };
const jwksUri = `${authority}/${seed.tenant.id}/discovery/v2.0/keys`;

/** The checks of a careful resource server that jose does not make. */
async function verifyCarefully(token: string): Promise<string> {
  const { payload } = await jwtVerify(token, createRemoteJWKSet(new URL(jwksUri)), {
    issuer,
    audience: remote.appId,
    algorithms: ["RS256"],
  });
  if (payload["ver"] !== "2.0") return "wrong version";
  if (payload["tid"] !== seed.tenant.id) return "wrong tenant";
  return payload["scp"] === undefined ? "no permission" : "accepted";
}

describe("a careful resource server", () => {
  test("accepts the valid token", async () => {
    expect(await verifyCarefully(await entra.forge.valid(request))).toBe("accepted");
  });

  const refusals: [keyof Forge, object][] = [
    ["signature", { code: "ERR_JWS_SIGNATURE_VERIFICATION_FAILED" }],
    ["unknownKid", { code: "ERR_JWKS_NO_MATCHING_KEY" }],
    ["algNone", { code: "ERR_JOSE_ALG_NOT_ALLOWED" }],
    ["hs256WithPublicKey", { code: "ERR_JOSE_ALG_NOT_ALLOWED" }],
    ["issuer", { code: "ERR_JWT_CLAIM_VALIDATION_FAILED", claim: "iss" }],
    ["audience", { code: "ERR_JWT_CLAIM_VALIDATION_FAILED", claim: "aud" }],
    ["tenant", { code: "ERR_JWT_CLAIM_VALIDATION_FAILED", claim: "iss" }],
    ["secondTenant", { code: "ERR_JWKS_NO_MATCHING_KEY" }],
    ["expired", { code: "ERR_JWT_EXPIRED", claim: "exp" }],
    ["notYetValid", { code: "ERR_JWT_CLAIM_VALIDATION_FAILED", claim: "nbf" }],
    ["v1", { code: "ERR_JWT_CLAIM_VALIDATION_FAILED", claim: "iss" }],
    ["graphToken", { code: "ERR_JWS_SIGNATURE_VERIFICATION_FAILED" }],
  ];

  test.each(refusals)("refuses %s", async (kind, error) => {
    await expect(verifyCarefully(await entra.forge[kind](request))).rejects.toMatchObject(error);
  });

  test("finds no permission in an id token, which passes every check of issuer, audience, time and key", async () => {
    expect(await verifyCarefully(await entra.forge.idTokenAsAccessToken(request))).toBe("no permission");
  });
});

describe("what a careless resource server lets in", () => {
  const careless = async (token: string, options = {}) => {
    const keySet: JSONWebKeySet = JSON.parse(await (await fetch(jwksUri)).text());
    return (await jwtVerify(token, createLocalJWKSet(keySet), options)).payload;
  };

  test("without a check of the issuer, another tenant's and a version 1 token", async () => {
    expect((await careless(await entra.forge.tenant(request), { audience: remote.appId }))["tid"]).not.toBe(
      seed.tenant.id,
    );
    expect((await careless(await entra.forge.v1(request)))["ver"]).toBe("1.0");
    expect((await careless(await entra.forge.issuer(request)))["iss"]).not.toBe(issuer);
  });

  test("without a check of the audience, another API's token", async () => {
    expect((await careless(await entra.forge.audience(request), { issuer }))["aud"]).not.toBe(remote.appId);
  });

  test("without a check of scp or roles, an id token: it passes issuer, audience, time and key", async () => {
    const token = await entra.forge.idTokenAsAccessToken({ ...request, user: seed.users.alan.id });
    expect(await careless(token, { issuer, audience: remote.appId })).not.toHaveProperty("scp");
  });
});

/** The clock is stopped, and all tokens have the same lifetime. */
const { forge } = createMockEntra({ now: () => new Date("2030-01-01T00:00:00Z"), random: () => 0 });

/** The parts of a token that differ from the valid one. It leaves out the parts that are always unique. */
async function differences(kind: keyof Forge): Promise<string[]> {
  const parts = (token: string) =>
    new Map(Object.entries({ ...decodeProtectedHeader(token), ...decodeJwt(token) }));
  const [valid, forged] = [parts(await forge.valid(request)), parts(await forge[kind](request))];
  return [...new Set([...valid.keys(), ...forged.keys()])]
    .filter((name) => !["uti", "aio"].includes(name))
    .filter((name) => JSON.stringify(valid.get(name)) !== JSON.stringify(forged.get(name)))
    .toSorted();
}

describe("each is wrong in one way only", () => {
  test.each<[keyof Forge, string[]]>([
    ["valid", []],
    ["signature", []],
    ["unknownKid", ["kid"]],
    ["algNone", ["alg"]],
    ["hs256WithPublicKey", ["alg"]],
    ["issuer", ["iss"]],
    ["audience", ["aud"]],
    ["tenant", ["iss", "tid"]],
    ["expired", ["exp", "iat", "nbf"]],
    ["notYetValid", ["exp", "iat", "nbf"]],
  ])("%s differs from the valid token in %j", async (kind, names) => {
    expect(await differences(kind)).toEqual(names);
  });

  test("those of another time live as long as the valid one", async () => {
    const lifetime = (token: string) => {
      const { iat = 0, exp = 0 } = decodeJwt(token);
      return exp - iat;
    };
    const usual = lifetime(await forge.valid(request));
    expect(lifetime(await forge.expired(request))).toBe(usual);
    expect(lifetime(await forge.notYetValid(request))).toBe(usual);
  });

  test("v1 is what the same API gets while its manifest is unchanged", async () => {
    const claims = decodeJwt(await entra.forge.v1(request));
    expect(claims).toMatchObject({
      ver: "1.0",
      iss: `https://sts.windows.net/${seed.tenant.id}/`,
      appid: local.appId,
      scp: "tools.read",
      tid: seed.tenant.id,
      oid: seed.users.ada.id,
    });
    expect(claims).not.toHaveProperty("azp");
  });

  test("the token without a user has the client as its subject, and no scp", async () => {
    const claims = decodeJwt(await entra.forge.appOnly({ ...request, client: local.appId }));
    expect(claims).toMatchObject({ aud: remote.appId, iss: issuer, azp: local.appId, sub: claims["oid"] });
    expect(claims).not.toHaveProperty("scp");
  });

  test("the id token is the API's own", async () => {
    const claims = decodeJwt(await entra.forge.idTokenAsAccessToken(request));
    expect(claims).toMatchObject({ aud: remote.appId, iss: issuer, tid: seed.tenant.id });
    expect(claims).not.toHaveProperty("scp");
  });

  test("the Graph token is a real one: Graph honours it", async () => {
    const token = await entra.forge.graphToken(request);
    const response = await fetch(`${graph}/v1.0/me`, { headers: { authorization: `Bearer ${token}` } });
    expect(await response.json()).toMatchObject({ displayName: "Ada Lovelace" });
  });
});

test("forging goes on after the keys were rotated", async () => {
  await entra.rotateSigningKeys();
  expect(await verifyCarefully(await entra.forge.valid(request))).toBe("accepted");
  await expect(verifyCarefully(await entra.forge.signature(request))).rejects.toMatchObject({
    code: "ERR_JWS_SIGNATURE_VERIFICATION_FAILED",
  });
});

test.each([
  [{ ...request, audience: "unknown" }, 'forge.audience: found "unknown". Expected an application'],
  [
    { ...request, audience: local.appId },
    '"My Local MCP Server" gets version 1 tokens. Expected an API whose',
  ],
  [{ ...request, user: "unknown" }, 'forge.user: found "unknown". Expected one of ada@'],
  [{ ...request, client: "unknown" }, 'forge.client: found "unknown". Expected one of 1111'],
])("what the directory does not have is named: %o", async (wrong, message) => {
  await expect(entra.forge.valid(wrong)).rejects.toThrow(message);
});
