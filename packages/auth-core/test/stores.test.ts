import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { createMemoryStore, createSqliteStore } from "../src/index.ts";
import { describeStore } from "./store-contract.ts";

const folder = mkdtempSync(join(tmpdir(), "stores-"));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;

describeStore("the memory store", createMemoryStore);
describeStore("SQLite in memory", (now) => createSqliteStore(":memory:", now));
describeStore("SQLite in a file", (now) => createSqliteStore(join(folder, `${(files += 1)}.sqlite`), now));
