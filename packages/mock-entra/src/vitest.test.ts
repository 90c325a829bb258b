import { expect, test } from "vitest";
import { seed } from "./index.ts";
import { useMockEntra } from "./vitest.ts";

const entra = useMockEntra();
const added = "http://localhost/added-by-a-test";
const redirectUris = () =>
  entra.directory.findApplication(seed.applications.local.appId)?.publicClient.redirectUris;

test("each test starts from the seed: one changes the directory…", () => {
  expect(redirectUris()?.push(added)).toBe(2);
});

test("…and the next does not see it", () => {
  expect(redirectUris()).toEqual(["http://localhost"]);
});
