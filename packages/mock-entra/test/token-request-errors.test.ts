import { expect, test } from "vitest";
import { seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { entraError, obtainCode, postToken, redeem, invalidRequest } from "./support/protocol.ts";

useMockEntra();

test.each(["grant_type", "client_id", "code", "redirect_uri"])(
  "without %s the request is incomplete",
  async (name) => {
    const answer = await redeem(await obtainCode(), { [name]: undefined });
    expect(entraError(answer)).toEqual(invalidRequest(900144));
    expect(answer.body["error_description"]).toContain(`'${name}'`);
  },
);

test("a JSON body counts as no parameters at all", async () => {
  const answer = await postToken(
    { grant_type: "authorization_code" },
    { headers: { "content-type": "application/json" } },
  );
  expect(entraError(answer)).toEqual(invalidRequest(900144));
});

test("a repeated parameter is refused", async () => {
  const body = "grant_type=authorization_code&grant_type=refresh_token";
  const response = await fetch(`https://login.microsoftonline.com/${seed.tenant.id}/oauth2/v2.0/token`, {
    method: "POST",
    body,
    headers: { "content-type": "application/x-www-form-urlencoded" },
  });
  expect(await response.json()).toMatchObject({ error: "invalid_request", error_codes: [90100] });
});

test("an unknown grant type is refused", async () => {
  expect(entraError(await redeem("any", { grant_type: "magic" }))).toEqual({
    status: 400,
    error: "unsupported_grant_type",
    code: 70003,
  });
});

test("an unknown tenant is refused, and a malformed one as such", async () => {
  expect(entraError(await redeem("any", {}, { tenant: "unknown.example" }))).toEqual(invalidRequest(90002));
  expect(entraError(await redeem("any", {}, { tenant: "unknown" }))).toEqual(invalidRequest(900023));
  expect(entraError(await redeem("any", {}, { tenant: "%E0%A4%A" }))).toEqual(invalidRequest(900023));
});

test("a single-tenant application is refused at /common, and at /consumers", async () => {
  expect(entraError(await redeem("any", {}, { tenant: "common" }))).toEqual(invalidRequest(50194));
  expect(entraError(await redeem("any", {}, { tenant: "consumers" }))).toEqual(invalidRequest(9002332));
});

test("the token endpoint refuses GET", async () => {
  const response = await fetch(`https://login.microsoftonline.com/${seed.tenant.id}/oauth2/v2.0/token`);
  expect(await response.json()).toMatchObject({ error: "invalid_request", error_codes: [900561] });
});

test("the caller's correlation id comes back, in the body always and as a header on request", async () => {
  const id = "0f0f0f0f-1111-4222-8333-444444444444";
  const plain = await redeem("made-up", {}, { query: `?client-request-id=${id}` });
  expect([plain.body["correlation_id"], plain.headers.get("client-request-id")]).toEqual([id, null]);
  const asked = await redeem(
    "made-up",
    {},
    { headers: { "client-request-id": id, "return-client-request-id": "true" } },
  );
  expect(asked.headers.get("client-request-id")).toBe(id);
});
