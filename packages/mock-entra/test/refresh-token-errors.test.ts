import { expect, test } from "vitest";
import { seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { entraError, obtainCode, redeem, refresh, invalidGrant } from "./support/protocol.ts";

const entra = useMockEntra();
const { remote } = seed.applications;
const day = 86_400;

function applicationOf(appId: string) {
  const application = entra.directory.findApplication(appId);
  if (!application) throw new Error("no such application");
  return application;
}

test("a used refresh token stays valid, and each use brings a new one", async () => {
  const { body } = await redeem(await obtainCode());
  const [first, second] = [await refresh(body["refresh_token"]), await refresh(body["refresh_token"])];
  expect([first.status, second.status]).toEqual([200, 200]);
  expect(first.body["refresh_token"]).not.toBe(second.body["refresh_token"]);
});

test("refresh tokens: unknown, expired and revoked ones are told apart", async () => {
  const { body } = await redeem(await obtainCode());
  expect(entraError(await refresh("made-up"))).toEqual(invalidGrant(9002313));
  entra.killRefreshTokens();
  expect(entraError(await refresh(body["refresh_token"]))).toEqual(invalidGrant(50173));
  entra.killRefreshTokens({ reason: "expired" });
  expect(entraError(await refresh(body["refresh_token"]))).toEqual(invalidGrant(700082, "bad_token"));
});

test("a refresh token expires after 90 days, or after what the application is given", async () => {
  const { body } = await redeem(await obtainCode());
  entra.clock.advance({ seconds: 89 * day });
  expect((await refresh(body["refresh_token"])).status).toBe(200);
  entra.clock.advance({ seconds: 2 * day });
  expect(entraError(await refresh(body["refresh_token"]))).toEqual(invalidGrant(700082, "bad_token"));
  entra.setLifetimes(remote.appId, { refreshTokenSeconds: 10 });
  const short = await redeem(await obtainCode());
  entra.clock.advance({ seconds: 11 });
  expect(entraError(await refresh(short.body["refresh_token"]))).toEqual(invalidGrant(700082, "bad_token"));
});

test("a refresh without scope is a request for itself", async () => {
  const { body } = await redeem(await obtainCode());
  expect(entraError(await refresh(body["refresh_token"], { scope: undefined }))).toEqual({
    status: 400,
    error: "invalid_scope",
    code: 90009,
  });
});

test("a refresh for a permission without consent asks for consent", async () => {
  const { body } = await redeem(await obtainCode());
  expect(entraError(await refresh(body["refresh_token"], { scope: "Calendars.Read" }))).toEqual(
    invalidGrant(65001, "consent_required"),
  );
});

test("scopes: malformed, unknown, of two resources, of an unknown resource", async () => {
  const { body } = await redeem(await obtainCode());
  entra.directory.addApplication({
    ...structuredClone(applicationOf(remote.appId)),
    appId: "44444444-aaaa-4bbb-8ccc-000000000004",
    identifierUris: ["api://other"],
  });
  const ask = (scope: string) => refresh(body["refresh_token"], { scope });
  expect(entraError(await ask('User.Read "quoted"'))).toEqual({
    status: 400,
    error: "invalid_scope",
    code: 70011,
  });
  expect(entraError(await ask("No.Such.Scope"))).toEqual({
    status: 400,
    error: "invalid_client",
    code: 650053,
  });
  expect(entraError(await ask("User.Read api://other/access"))).toEqual({
    status: 400,
    error: "invalid_scope",
    code: 28000,
  });
  expect(entraError(await ask("api://unknown/access"))).toEqual({
    status: 400,
    error: "invalid_resource",
    code: 500011,
  });
});

test("a resource parameter that is not the scopes' resource is refused (RFC 8707)", async () => {
  const resource = "http://localhost:3001/mcp";
  expect(entraError(await redeem(await obtainCode(), { resource }))).toEqual({
    status: 400,
    error: "invalid_target",
    code: 9010010,
  });
  expect((await redeem(await obtainCode(), { resource: "https://graph.microsoft.com" })).status).toBe(200);
});
