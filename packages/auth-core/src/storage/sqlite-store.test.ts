import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { createSqliteStore } from "./sqlite-store.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sqlite-store-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("two processes on one SQLite file", () => {
  it("see each other's records", async () => {
    const [one, other] = openTwo(join(folder, "shared.sqlite"));
    await one.set("session:1", "value", 60);
    expect(await other.get("session:1")).toBe("value");
    await Promise.all([one.close(), other.close()]);
  });

  it("take a record once between them", async () => {
    const [one, other] = openTwo(join(folder, "shared.sqlite"));
    for (let round = 0; round < 50; round += 1) {
      await one.set("code:1", "value", 60);
      const taken = await Promise.all([one.take("code:1"), other.take("code:1"), one.take("code:1")]);
      expect(taken.filter((value) => value === "value")).toHaveLength(1);
    }
    await Promise.all([one.close(), other.close()]);
  });

  it("swap a value once between them", async () => {
    const [one, other] = openTwo(join(folder, "shared.sqlite"));
    await one.set("token:1", "old", 60);
    const swapped = await Promise.all([
      one.compareAndSet("token:1", "old", "new", 60),
      other.compareAndSet("token:1", "old", "new", 60),
    ]);
    expect(swapped.filter(Boolean)).toHaveLength(1);
    await Promise.all([one.close(), other.close()]);
  });
});

describe("reads that are asked for in one turn of the event loop", () => {
  it("are answered together, before other work", async () => {
    const store = createSqliteStore(join(folder, "sessions.sqlite"));
    const events: string[] = [];
    const read = async (name: string): Promise<void> => {
      await store.get(name);
      events.push(name);
    };
    const first = read("first");
    const otherWork = new Promise((resolve) => setImmediate(resolve)).then(() => events.push("other work"));
    const more = [read("second"), read("third")];
    expect(events).toEqual([]);
    await Promise.all([first, otherWork, ...more]);
    expect(events).toEqual(["first", "second", "third", "other work"]);
    await store.close();
  });

  it("see what another process revokes in that turn", async () => {
    const [one, other] = openTwo(join(folder, "shared.sqlite"));
    await one.set("session:1", "value", 60);
    const reading = one.get("session:1");
    await other.delete("session:1");
    expect(await reading).toBeUndefined();
    await Promise.all([one.close(), other.close()]);
  });
});

describe("a SQLite file that another program has locked", () => {
  it("stops no other request of this process, and is written to as soon as it is free", async () => {
    // Its time limit never comes, however slow the machine is.
    vi.useFakeTimers({ toFake: ["performance"] });
    onTestFinished(() => void vi.useRealTimers());
    const path = join(folder, "sessions.sqlite");
    const store = createSqliteStore(path);
    const other = new DatabaseSync(path);
    other.exec("BEGIN EXCLUSIVE");
    const writing = [
      store.set("session:1", "value", 60),
      store.compareAndSet("session:2", undefined, "value", 60),
      store.take("session:3"),
      store.delete("session:4"),
    ];
    let turns = 0;
    for (; turns < 20; turns += 1) await new Promise((resolve) => setTimeout(resolve, 5));
    other.exec("COMMIT");
    other.close();
    await Promise.all(writing);
    expect(turns).toBe(20);
    expect([await store.get("session:1"), await store.get("session:2")]).toEqual(["value", "value"]);
    await store.close();
  });
});

describe("a SQLite file", () => {
  it("has each write on the disk before it is confirmed", async () => {
    const statements: string[] = [];
    // oxlint-disable-next-line typescript/unbound-method -- applied to the database that it is called on
    const realExec = DatabaseSync.prototype.exec;
    DatabaseSync.prototype.exec = function exec(this: DatabaseSync, sql: string) {
      statements.push(sql);
      return Reflect.apply(realExec, this, [sql]);
    };
    try {
      await createSqliteStore(join(folder, "sessions.sqlite")).close();
    } finally {
      DatabaseSync.prototype.exec = realExec;
    }
    expect(statements.join(" ")).toContain("synchronous = FULL");
  });

  it("outlives the process that wrote it", async () => {
    const path = join(folder, "sessions.sqlite");
    const before = createSqliteStore(path);
    await before.set("session:1", "value", 60);
    await before.close();
    const after = createSqliteStore(path);
    expect(await after.get("session:1")).toBe("value");
    await after.close();
  });

  it.skipIf(process.platform === "win32")(
    "can be read by its owner only, in folders of its owner",
    async () => {
      const path = join(folder, "a", "b", "sessions.sqlite");
      const store = createSqliteStore(path);
      await store.set("session:1", "value", 60);
      expect(statSync(path).mode & 0o777).toBe(0o600);
      expect(statSync(`${path}-wal`).mode & 0o777).toBe(0o600);
      expect(statSync(join(folder, "a")).mode & 0o777).toBe(0o700);
      await store.close();
    },
  );

  it("is refused when it is no database", () => {
    const path = join(folder, "notes.txt");
    writeFileSync(path, "these are notes, not a database ".repeat(100));
    expect(() => createSqliteStore(path)).toThrow(
      expect.objectContaining({
        code: "store_failed",
        message: expect.stringMatching(
          /^SESSION_STORE: the SQLite file ".*notes\.txt" cannot be opened \(file is not a database\)\. Expected a path/,
        ),
      }),
    );
  });

  it("is refused when it belongs to another program", () => {
    const path = join(folder, "other.sqlite");
    const other = new DatabaseSync(path);
    other.exec("CREATE TABLE records (id INTEGER PRIMARY KEY, title TEXT)");
    other.close();
    expect(() => createSqliteStore(path)).toThrow(
      expect.objectContaining({
        code: "store_failed",
        message: expect.stringContaining("cannot be opened"),
      }),
    );
  });

  it("does not grow with records that are not asked for again", { timeout: 300_000 }, async () => {
    let now = 0;
    const path = join(folder, "sessions.sqlite");
    const store = createSqliteStore(path, () => now);
    for (let index = 0; index < 1_000; index += 1) {
      now += 1_000;
      await store.set(`state:${index}`, "value", 10);
    }
    const reader = new DatabaseSync(path, { readOnly: true });
    expect(reader.prepare("SELECT count(*) AS rows FROM records").get()).toEqual({ rows: 10 });
    reader.close();
    await store.close();
  });

  it("answers with a StoreError after it has been closed", async () => {
    const store = createSqliteStore(join(folder, "sessions.sqlite"));
    await store.close();
    await expect(store.get("session:1")).rejects.toMatchObject({ name: "StoreError", code: "store_failed" });
    await expect(store.set("session:1", "value", 60)).rejects.toMatchObject({ code: "store_failed" });
    await expect(store.close()).resolves.toBeUndefined();
  });
});

function openTwo(path: string): [ReturnType<typeof createSqliteStore>, ReturnType<typeof createSqliteStore>] {
  return [createSqliteStore(path), createSqliteStore(path)];
}
