import { expect, test } from "vitest";
import { seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import {
  entraError,
  obtainCode,
  redeem,
  invalidClient,
  invalidRequest,
  publicAnswer,
} from "./support/protocol.ts";

const entra = useMockEntra();
const { remote } = seed.applications;

function applicationOf(appId: string) {
  const application = entra.directory.findApplication(appId);
  if (!application) throw new Error("no such application");
  return application;
}

test("a confidential client without a secret is refused", async () => {
  expect(entraError(await redeem(await obtainCode(), { client_secret: undefined }))).toEqual(
    invalidClient(7000218),
  );
});

test("a wrong secret is refused, and so is the secret's id", async () => {
  const { passwordCredentials } = applicationOf(remote.appId);
  expect(entraError(await redeem("any", { client_secret: "wrong" }))).toEqual(invalidClient(7000215));
  expect(entraError(await redeem("any", { client_secret: passwordCredentials[0]?.keyId }))).toEqual(
    invalidClient(7000215),
  );
});

test("an expired secret is told apart from a wrong one", async () => {
  applicationOf(remote.appId).passwordCredentials.push({
    keyId: "e0000000-0000-4000-8000-000000000000",
    displayName: "old",
    endDateTime: "2020-01-01T00:00:00Z",
    secretText: "workshop-only-not-a-secret-expired",
  });
  expect(entraError(await redeem("any", { client_secret: "workshop-only-not-a-secret-expired" }))).toEqual(
    invalidClient(7000222),
  );
});

test("a public client that sends a secret is refused", async () => {
  expect(entraError(await publicAnswer({ client_secret: "made up" }))).toEqual(invalidClient(700025));
});

test("a client assertion has to say of what type it is", async () => {
  const assertion = { client_secret: undefined, client_assertion: "a.b.c" };
  expect(entraError(await redeem("any", assertion))).toEqual(invalidRequest(900144));
  const saml = "urn:ietf:params:oauth:client-assertion-type:saml2-bearer";
  expect(entraError(await redeem("any", { ...assertion, client_assertion_type: saml }))).toEqual(
    invalidRequest(90100),
  );
});

test("HTTP Basic authenticates too, but not together with a secret in the form", async () => {
  const basic = Buffer.from(`${remote.appId}:${encodeURIComponent(remote.secret)}`).toString("base64");
  const headers = { authorization: `Basic ${basic}` };
  const code = await obtainCode();
  expect(entraError(await redeem(code, {}, { headers }))).toEqual(invalidRequest(90100));
  expect(await redeem(code, { client_id: undefined, client_secret: undefined }, { headers })).toMatchObject({
    status: 200,
  });
});

test("an unknown application is refused, and the zero GUID as such", async () => {
  expect(entraError(await redeem("any", { client_id: "99999999-aaaa-4bbb-8ccc-000000000009" }))).toEqual({
    status: 400,
    error: "unauthorized_client",
    code: 700016,
  });
  expect(entraError(await redeem("any", { client_id: "00000000-0000-0000-0000-000000000000" }))).toEqual({
    status: 400,
    error: "unauthorized_client",
    code: 700038,
  });
});
