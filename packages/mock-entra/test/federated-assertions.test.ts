import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { decodeJwt, exportJWK, SignJWT } from "jose";
import { expect, test } from "vitest";
import { seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { applicationOf } from "./support/api.ts";
import { present } from "./support/assertions.ts";
import { authority, entraError, invalidClient, invalidRequest, postToken } from "./support/protocol.ts";

const entra = useMockEntra();
const { remote } = seed.applications;
const { workload } = entra.federatedIssuers;

function trust(issuer: string, subject: string = seed.workload.subject) {
  applicationOf(entra, remote.appId).federatedIdentityCredentials.push({
    id: "b2e3d4c5-0009-4000-8000-0000000000b9",
    name: "test",
    issuer,
    subject,
    audiences: ["api://AzureADTokenExchange"],
    description: null,
  });
}

function signWith(privateKeyPem: string, issuer: string, kid: string, alg = "RS256") {
  return new SignJWT()
    .setProtectedHeader({ alg, kid })
    .setIssuer(issuer)
    .setSubject(seed.workload.subject)
    .setAudience("api://AzureADTokenExchange")
    .setExpirationTime("10m")
    .sign(createPrivateKey(privateKeyPem));
}

function newKey() {
  return generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  }).privateKey;
}

test("the token of a trusted workload stands in for a secret", async () => {
  const { status, body } = await present(await workload.issueToken());
  expect(status).toBe(200);
  expect(decodeJwt(String(body["access_token"]))).toMatchObject({ appid: remote.appId, appidacr: "2" });
});

test("a token of an issuer that the application does not name is refused, be it by a slash", async () => {
  for (const issuer of ["https://stranger.example", `${seed.workload.issuer}/`]) {
    const token = await entra.federatedIssuers.create(issuer).issueToken();
    expect(entraError(await present(token))).toEqual(invalidClient(700211));
  }
});

test("a token for another audience is refused", async () => {
  const token = await workload.issueToken({ audience: "api://something-else" });
  expect(entraError(await present(token))).toEqual(invalidClient(700212));
});

test("a token of another subject is refused, and one in other case by a code of its own", async () => {
  const other = await workload.issueToken({ subject: "system:serviceaccount:mcp:intruder" });
  expect(entraError(await present(other))).toEqual(invalidClient(700213));
  const shouting = await workload.issueToken({ subject: seed.workload.subject.toUpperCase() });
  expect(entraError(await present(shouting))).toEqual(invalidClient(7002138));
});

test("a token whose time is over is refused", async () => {
  const token = await workload.issueToken({ lifetimeSeconds: -600 });
  expect(entraError(await present(token))).toEqual(invalidClient(700024));
});

test("an issuer that cannot be reached is refused as such", async () => {
  trust("https://unreachable.example");
  const token = await signWith(newKey(), "https://unreachable.example", "1");
  expect(entraError(await present(token))).toEqual(invalidRequest(90061));
});

test("a token signed by a key that its issuer does not publish is refused", async () => {
  const token = await signWith(newKey(), workload.issuer, "made-up");
  expect(entraError(await present(token))).toEqual(invalidClient(7000272));
});

test("a token that borrows the id of a published key is refused by its signature", async () => {
  const [key] = (await workload.jwks()).keys;
  const token = await signWith(newKey(), workload.issuer, key?.kid ?? "");
  expect(entraError(await present(token))).toEqual(invalidClient(700027));
});

test("an identity provider of one's own can be registered, and rotate its keys", async () => {
  const issuer = "https://idp.example";
  trust(issuer);
  const key = newKey();
  const { d: _, ...jwk } = await exportJWK(createPrivateKey(key));
  const published = { kty: "RSA", n: jwk.n ?? "", e: jwk.e ?? "" };
  entra.federatedIssuers.register(issuer, { keys: [{ ...published, kid: "1" }] });
  expect((await present(await signWith(key, issuer, "1", "PS256"))).status).toBe(200);
  entra.federatedIssuers.register(issuer, { keys: [{ ...published, kid: "2" }] });
  expect(entraError(await present(await signWith(key, issuer, "1")))).toEqual(invalidClient(7000272));
  expect((await present(await signWith(key, issuer, "2"))).status).toBe(200);
});

test("an application without federated credentials accepts no other issuer's token", async () => {
  applicationOf(entra, remote.appId).federatedIdentityCredentials = [];
  expect(entraError(await present(await workload.issueToken()))).toEqual(invalidClient(700211));
});

test("of Entra's own tokens, an application's is no credential: only a managed identity's is", async () => {
  const issuer = `${authority}/${seed.tenant.id}/v2.0`;
  const principal = entra.directory.findServicePrincipal(remote.appId);
  trust(issuer, principal?.id);
  const { body } = await postToken({
    grant_type: "client_credentials",
    client_id: remote.appId,
    client_secret: remote.secret,
    scope: "api://AzureADTokenExchange/.default",
  });
  const token = String(body["access_token"]);
  expect(decodeJwt(token)).toMatchObject({ iss: issuer, aud: "fb60f99c-7a34-4190-8149-302f77469936" });
  expect(entraError(await present(token))).toEqual(invalidClient(700226));
});

test.each([`https://sts.windows.net/${seed.tenant.id}/`, "https://login.microsoftonline.com/other/v2.0"])(
  "tokens of the Entra issuer %s are refused, with any signature",
  async (issuer) => {
    trust(issuer);
    const token = await signWith(newKey(), issuer, "1");
    expect(entraError(await present(token))).toEqual(invalidClient(700222));
  },
);
