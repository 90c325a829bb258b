import { expect, it } from "vitest";
import { createTally } from "./tally.ts";

it("a tally counts by key, and forgets a key that has none left", () => {
  const counts = new Map<string, number>();
  const tally = createTally(counts);
  for (const change of [1, 1, -1] as const) tally.add("ada", change);
  tally.add("grace", 1);
  expect([tally.of("ada"), tally.of("grace"), tally.of("alan")]).toEqual([1, 1, 0]);
  for (let user = 0; user < 1_000; user += 1) tally.add(`user ${user}`, 1);
  for (let user = 0; user < 1_000; user += 1) tally.add(`user ${user}`, -1);
  tally.add("ada", -1);
  expect([...counts]).toEqual([["grace", 1]]);
});
