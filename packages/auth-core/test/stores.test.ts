import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it, vi } from "vitest";
import { createMemoryStore, createSqliteStore } from "../src/index.ts";
import { describeStore } from "./store-contract.ts";

const folder = mkdtempSync(join(tmpdir(), "stores-"));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;

describeStore("the memory store", { open: createMemoryStore });
describeStore("SQLite in memory", { open: (now) => createSqliteStore(":memory:", now) });
describeStore("SQLite in a file", {
  open: (now) => createSqliteStore(join(folder, `${(files += 1)}.sqlite`), now),
});

it("without a clock of its own, a store goes by Date, faked or not", async () => {
  const stores = [createMemoryStore(), createSqliteStore(":memory:")];
  for (const store of stores) await store.set("session:1", "value", 60);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 });
  for (const store of stores) expect(await store.get("session:1")).toBeUndefined();
  vi.useRealTimers();
  for (const store of stores) await store.close();
});
