import { getResponse } from "msw";
import { expect, test } from "vitest";
import { createMockEntra, seed } from "./index.ts";

const measureFirstAnswer = async (): Promise<number> => {
  const started = performance.now();
  const entra = createMockEntra();
  const url = `https://login.microsoftonline.com/${seed.tenant.id}/discovery/v2.0/keys`;
  expect((await getResponse(entra.handlers, new Request(url)))?.status).toBe(200);
  return performance.now() - started;
};

test("the first answer comes within 100 milliseconds: nothing is generated at start", async () => {
  // The best of three: what is measured is the mock, not what else the machine is doing.
  const times = [await measureFirstAnswer(), await measureFirstAnswer(), await measureFirstAnswer()];
  expect(Math.min(...times)).toBeLessThan(100);
});

test("two mocks share nothing, and reset brings the seed back", () => {
  const [one, other] = [createMockEntra(), createMockEntra()];
  one.directory.users.length = 0;
  one.directory.applications[0]?.publicClient.redirectUris.push("http://localhost/added");
  expect(other.directory.users).toHaveLength(3);
  one.clock.advance({ seconds: 3600 });
  one.reset();
  expect(one.directory.users).toEqual(other.directory.users);
  expect(one.directory.applications).toEqual(other.directory.applications);
  expect(Math.abs(one.clock.now().getTime() - Date.now())).toBeLessThan(1000);
});

test("the seed says of its secrets that they are none", () => {
  const secrets = [
    seed.applications.remote.secret,
    ...Object.values(seed.users).map(({ password }) => password),
  ];
  expect(secrets.every((secret) => secret.includes("not-a-secret"))).toBe(true);
});
