import { getResponse } from "msw";
import { expect, test } from "vitest";
import { createMockEntra, seed } from "./index.ts";

test("a new mock answers at once: its key is there from the start", async () => {
  const entra = createMockEntra();
  const url = `https://login.microsoftonline.com/${seed.tenant.id}/discovery/v2.0/keys`;
  expect((await getResponse(entra.handlers, new Request(url)))?.status).toBe(200);
});

test("two mocks share nothing, and reset brings the seed back", () => {
  const [one, other] = [createMockEntra(), createMockEntra()];
  one.directory.users.length = 0;
  one.directory.applications[0]?.publicClient.redirectUris.push("http://localhost/added");
  expect(other.directory.users).toHaveLength(3);
  one.clock.advance({ seconds: 3600 });
  const before = Date.now();
  one.reset();
  expect(one.directory.users).toEqual(other.directory.users);
  expect(one.directory.applications).toEqual(other.directory.applications);
  const now = one.clock.now().getTime();
  expect(now).toBeGreaterThanOrEqual(before);
  expect(now).toBeLessThanOrEqual(Date.now());
});

test("the seed says of its secrets that they are none", () => {
  const secrets = [
    seed.applications.remote.secret,
    ...Object.values(seed.users).map(({ password }) => password),
  ];
  expect(secrets.every((secret) => secret.includes("not-a-secret"))).toBe(true);
});
