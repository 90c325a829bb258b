import { expect, it } from "vitest";
import { checkIdToken, checkRenewedIdToken } from "./check-id-token.ts";

const tenantId = "7e4a1b2c-3d4e-4f5a-8b6c-0123456789ab";
const clientId = "22222222-aaaa-4bbb-8ccc-000000000002";
const issuer = `https://login.microsoftonline.com/${tenantId}/v2.0`;
const expected = {
  entra: {
    tenantId,
    clientId,
    authorityHost: "https://login.microsoftonline.com",
    graphBaseUrl: "https://graph.microsoft.com",
    developmentCaFile: undefined,
  },
  authority: { issuer, jwksUri: "", metadata: "{}" },
  nonce: "the nonce of this sign-in",
  now: () => 1_000_000,
};
const claims = { iss: issuer, aud: clientId, tid: tenantId, oid: "ada", exp: 2_000, nonce: expected.nonce };

it("accepts the answer to its own question", () => {
  expect(checkIdToken(claims, expected)).toEqual({ userId: "ada", roles: [] });
});

it("takes the name of the account for what it is, and refuses no user for a strange one", () => {
  const name = "ada@mcpworkshop.onmicrosoft.com";
  expect(checkIdToken({ ...claims, preferred_username: name }, expected).accountName).toBe(name);
  for (const strange of [7, "", "x".repeat(321)]) {
    const user = checkIdToken({ ...claims, preferred_username: strange }, expected);
    expect(user).toEqual({ userId: "ada", roles: [] });
  }
});

it("remembers the roles that mean something here, and no others", () => {
  const roles = ["Payroll.Admin", "Auditor", "constructor"];
  expect(checkIdToken({ ...claims, roles }, expected).roles).toEqual(["Auditor"]);
});

it("accepts a renewed id token, which has no nonce, of the same user only", () => {
  const { nonce: _nonce, ...renewed } = claims;
  expect(checkRenewedIdToken(renewed, { ...expected, userId: "ada" }).userId).toBe("ada");
  expect(() => checkRenewedIdToken(renewed, { ...expected, userId: "grace" })).toThrow("another user");
  expect(() => checkRenewedIdToken({ ...renewed, tid: "x" }, { ...expected, userId: "ada" })).toThrow(
    "another tenant",
  );
  expect(() => checkIdToken(renewed, expected)).toThrow("the nonce of another sign-in");
});

it.each([
  ["another issuer", { iss: `https://evil.example/${tenantId}/v2.0` }, "another issuer"],
  ["another application", { aud: "11111111-aaaa-4bbb-8ccc-000000000001" }, "issued to another application"],
  ["another tenant", { tid: "99999999-3d4e-4f5a-8b6c-0123456789ab" }, "another tenant"],
  ["another sign-in", { nonce: "another user's" }, "the nonce of another sign-in"],
  ["the past", { exp: 1_000 }, "expired"],
  ["unknown", { oid: undefined }, "a claim is missing"],
])("refuses an id token of %s", (_case, change, reason) => {
  expect(() => checkIdToken({ ...claims, ...change }, expected)).toThrow(
    `Entra's id token was not accepted: ${reason}.`,
  );
});

it.each([undefined, null, "a string", {}])("refuses %j in the place of claims", (received) => {
  expect(() => checkIdToken(received, expected)).toThrow("a claim is missing");
});
