import { expect, it } from "vitest";
import { createMemoryStore } from "./memory-store.ts";

it("a store in memory does not grow with records that are not asked for again", async () => {
  let now = 0;
  const { result: store, maps } = recordingMaps(() => createMemoryStore(() => now));
  for (let index = 0; index < 5_000; index += 1) {
    now += 1_000;
    await store.set(`state:${index}`, "value", 10);
  }
  const [records] = maps;
  expect(maps).toHaveLength(1);
  expect(records?.size).toBeLessThanOrEqual(1_010);
});

/** @returns also all maps that were made in the meantime: the store keeps its records in them. */
function recordingMaps<Result>(work: () => Result): {
  result: Result;
  maps: ReadonlyMap<unknown, unknown>[];
} {
  const RealMap = globalThis.Map;
  const maps: ReadonlyMap<unknown, unknown>[] = [];
  globalThis.Map = class extends RealMap {
    constructor() {
      super();
      maps.push(this);
    }
  };
  try {
    return { result: work(), maps };
  } finally {
    globalThis.Map = RealMap;
  }
}
