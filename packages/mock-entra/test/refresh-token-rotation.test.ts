import { expect, test } from "vitest";
import { createMockEntra, seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { entraError, invalidGrant, obtainCode, redeem, refresh } from "./support/protocol.ts";

const entra = useMockEntra();
const { remote } = seed.applications;

async function firstRefreshToken() {
  return (await redeem(await obtainCode())).body["refresh_token"];
}

test("by default a used refresh token stays good, as Entra has it, however often it is used", async () => {
  const token = await firstRefreshToken();
  const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(token)));
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
  expect(new Set(answers.map(({ body }) => body["refresh_token"])).size).toBe(8);
});

test("strict: of eight uses at once exactly one wins", async () => {
  entra.setRefreshTokenRotation(remote.appId, "strict");
  const token = await firstRefreshToken();
  const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(token)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  for (const answer of answers.filter(({ status }) => status !== 200)) {
    expect(entraError(answer)).toEqual(invalidGrant(50173));
  }
});

test("strict: the successor works, one after the other", async () => {
  entra.setRefreshTokenRotation(remote.appId, "strict");
  const first = await refresh(await firstRefreshToken());
  const second = await refresh(first.body["refresh_token"]);
  expect((await refresh(second.body["refresh_token"])).status).toBe(200);
});

test("strict: a stolen token that is used again ends its successors, and no other sign-in", async () => {
  entra.setRefreshTokenRotation(remote.appId, "strict");
  const [stolen, other] = [await firstRefreshToken(), await firstRefreshToken()];
  const { body } = await refresh(stolen);
  expect(entraError(await refresh(stolen))).toEqual(invalidGrant(50173));
  expect(entraError(await refresh(body["refresh_token"]))).toEqual(invalidGrant(50173));
  expect((await refresh(other)).status).toBe(200);
});

test("strict: a refused request does not use the token up", async () => {
  entra.setRefreshTokenRotation(remote.appId, "strict");
  const token = await firstRefreshToken();
  expect(entraError(await refresh(token, { scope: "Calendars.Read" }))).toEqual(
    invalidGrant(65001, "consent_required"),
  );
  expect((await refresh(token)).status).toBe(200);
});

test("strict is for one application, until the reset", async () => {
  entra.setRefreshTokenRotation(seed.applications.local.appId, "strict");
  const token = await firstRefreshToken();
  await refresh(token);
  expect((await refresh(token)).status).toBe(200);
  entra.setRefreshTokenRotation(remote.appId, "strict");
  entra.reset();
  const fresh = await firstRefreshToken();
  await refresh(fresh);
  expect((await refresh(fresh)).status).toBe(200);
});

test("a mock can be strict from the start, and lenient for one application", async () => {
  const strict = createMockEntra({ refreshTokenRotation: "strict" });
  strict.setRefreshTokenRotation(remote.appId, "entra");
  entra.server.use(...strict.handlers);
  const token = await firstRefreshToken();
  await refresh(token);
  expect((await refresh(token)).status).toBe(200);
  strict.reset();
  const fresh = await firstRefreshToken();
  await refresh(fresh);
  expect(entraError(await refresh(fresh))).toEqual(invalidGrant(50173));
});
