import { createMemoryStore } from "@mcp-entra/auth-core";
import { expect, it } from "vitest";
import { sealed } from "../../../test/support/sealed.ts";
import { createClaimsDemands } from "./claims-demands.ts";

const whose = { userId: "ada", clientId: "client" };
const demands = () => createClaimsDemands(sealed(createMemoryStore()), { tenantId: "tenant" });

it("a demand is kept for the next sign-in of its user with its client, once", async () => {
  const kept = demands();
  await kept.note(whose, '{"access_token":{}}');
  expect(await kept.take({ ...whose, userId: "grace" })).toBeUndefined();
  expect(await kept.take({ ...whose, clientId: "another" })).toBeUndefined();
  expect(await kept.take(whose)).toBe('{"access_token":{}}');
  expect(await kept.take(whose)).toBeUndefined();
});

it.each([
  [4_000, true],
  [4_001, false],
])("of %i characters is kept: %s", async (length, isKept) => {
  const kept = demands();
  await kept.note(whose, "x".repeat(length));
  expect((await kept.take(whose)) !== undefined).toBe(isKept);
});
