import { decodeJwt } from "jose";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { type ClientCertificate, createClientCertificate, seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { applicationOf } from "./support/api.ts";
import { base64url, present, signAssertion, tokenEndpoint } from "./support/assertions.ts";
import {
  authority,
  entraError,
  invalidClient,
  invalidRequest,
  obtainCode,
  redeem,
} from "./support/protocol.ts";

const entra = useMockEntra();
const { remote } = seed.applications;
let certificate: ClientCertificate;
let stranger: ClientCertificate;

beforeAll(async () => {
  [certificate, stranger] = await Promise.all([createClientCertificate(), createClientCertificate()]);
});

beforeEach(() => {
  applicationOf(entra, remote.appId).keyCredentials.push(certificate.keyCredential);
});

function seconds() {
  return Math.floor(Date.now() / 1000);
}

/** Only the JSON of the parts matters, so there is no signature. */
function unsigned(header: unknown, claims: unknown, signature = "AAAA"): string {
  return (
    [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".") +
    `.${signature}`
  );
}

test("a PS256 assertion with the SHA-256 thumbprint is accepted, and the token says 2", async () => {
  const { status, body } = await present(await signAssertion(certificate));
  expect(status).toBe(200);
  expect(decodeJwt(String(body["access_token"]))).toMatchObject({ appid: remote.appId, appidacr: "2" });
});

test("an RS256 assertion with the SHA-1 thumbprint is accepted", async () => {
  const header = { alg: "RS256", "x5t#S256": undefined, x5t: base64url(certificate.thumbprint) };
  expect((await present(await signAssertion(certificate, {}, header))).status).toBe(200);
});

test("a key id in hexadecimal digits names the certificate as well", async () => {
  const header = { "x5t#S256": undefined, kid: certificate.thumbprint.toUpperCase() };
  expect((await present(await signAssertion(certificate, {}, header))).status).toBe(200);
});

test("beside a thumbprint a key id may be anything", async () => {
  expect((await present(await signAssertion(certificate, {}, { kid: "my-key" }))).status).toBe(200);
});

test("a certificate authenticates the client in every grant", async () => {
  const answer = await redeem(await obtainCode(), {
    client_secret: undefined,
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: await signAssertion(certificate),
  });
  expect(decodeJwt(String(answer.body["access_token"]))).toMatchObject({ appidacr: "2" });
});

test("the same assertion is accepted again until it expires: MSAL sends it more than once", async () => {
  const assertion = await signAssertion(certificate);
  expect([(await present(assertion)).status, (await present(assertion)).status]).toEqual([200, 200]);
});

test.each([
  ["the token endpoint", tokenEndpoint],
  ["the token endpoint by the tenant's domain", `${authority}/${seed.tenant.domain}/oauth2/v2.0/token`],
  ["the tenant's issuer", `${authority}/${seed.tenant.id}/v2.0`],
])("the audience may be %s", async (_, aud) => {
  expect((await present(await signAssertion(certificate, { aud }))).status).toBe(200);
});

test.each([
  ["another host", "https://login.microsoftonline.us/oauth2/v2.0/token"],
  ["the resource", "https://graph.microsoft.com"],
  ["the application", remote.appId],
])("an assertion meant for %s is refused", async (_, aud) => {
  expect(entraError(await present(await signAssertion(certificate, { aud })))).toEqual(invalidClient(700023));
});

test("an assertion by a certificate that is not registered is refused, and the message names it", async () => {
  const answer = await present(await signAssertion(stranger));
  expect(entraError(answer)).toEqual(invalidClient(700027));
  expect(answer.body["error_description"]).toContain(stranger.thumbprintSha256.toUpperCase());
});

test("an assertion that borrows a registered thumbprint is refused by its signature", async () => {
  const { privateKey } = stranger;
  const answer = await present(
    await signAssertion({ privateKey, thumbprintSha256: certificate.thumbprintSha256 }),
  );
  expect(entraError(answer)).toEqual(invalidClient(700027));
  expect(answer.body["error_description"]).toContain("did not match the expected signature");
});

test("two thumbprints have to be of the same certificate", async () => {
  const header = { x5t: base64url(stranger.thumbprint) };
  expect(entraError(await present(await signAssertion(certificate, {}, header)))).toEqual(
    invalidClient(700027),
  );
});

test("an expired certificate is refused", async () => {
  const [credential] = applicationOf(entra, remote.appId).keyCredentials;
  if (!credential) throw new Error("no credential");
  applicationOf(entra, remote.appId).keyCredentials = [
    { ...credential, endDateTime: "2020-01-01T00:00:00Z" },
  ];
  const answer = await present(await signAssertion(certificate));
  expect(entraError(answer)).toEqual(invalidClient(700027));
  expect(answer.body["error_description"]).toContain("expired");
});

test.each(["iss", "sub"])("an assertion whose %s is another application is refused", async (claim) => {
  const assertion = await signAssertion(certificate, { [claim]: seed.applications.local.appId });
  expect(entraError(await present(assertion))).toEqual(invalidClient(700021));
});

test.each(["iss", "sub", "aud", "exp"])("an assertion without %s is refused", async (claim) => {
  const assertion = await signAssertion(certificate, { [claim]: undefined });
  expect(entraError(await present(assertion))).toEqual(invalidRequest(90014));
});

test("an assertion that is expired or not yet valid is refused, with five minutes of patience", async () => {
  const refused = invalidClient(700024);
  const expiring = (age: number) => signAssertion(certificate, { nbf: undefined, exp: seconds() - age });
  const starting = (wait: number) => signAssertion(certificate, { nbf: seconds() + wait });
  expect((await present(await expiring(240))).status).toBe(200);
  expect(entraError(await present(await expiring(301)))).toEqual(refused);
  expect((await present(await starting(240))).status).toBe(200);
  expect(entraError(await present(await starting(360)))).toEqual(refused);
});

test("a time that is no time is refused, not answered with a crash", async () => {
  expect(entraError(await present(await signAssertion(certificate, { nbf: 1e300 })))).toEqual(
    invalidClient(700024),
  );
});

test("an assertion that does not say which key signed it is refused", async () => {
  const assertion = await signAssertion(certificate, {}, { "x5t#S256": undefined });
  expect(entraError(await present(assertion))).toEqual(invalidClient(5002723));
});

test.each(["none", "HS256", "ES256"])("algorithm confusion: %s is refused by name", async (alg) => {
  const claims = { aud: tokenEndpoint, iss: remote.appId, sub: remote.appId, exp: seconds() + 600 };
  const assertion = unsigned({ alg, x5t: base64url(certificate.thumbprint) }, claims);
  expect(entraError(await present(assertion))).toEqual(invalidRequest(5002738));
});

test.each([
  ["no JWT", "not-a-token"],
  ["two parts", "a.b"],
  ["no JSON", "a.b.c"],
  ["an audience that is no text", unsigned({ alg: "RS256" }, { aud: 5 })],
  ["a header without alg", unsigned({}, {})],
])("an assertion with %s is malformed", async (_, assertion) => {
  expect(entraError(await present(assertion))).toEqual(invalidRequest(50027));
});
