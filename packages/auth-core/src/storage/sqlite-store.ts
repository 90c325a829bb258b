import { chmodSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setImmediate as endOfTurn, setTimeout as delay } from "node:timers/promises";
import { messageOf } from "../errors/error-facts.ts";
import { StoreError } from "../errors/errors.ts";
import type { Now, Store, StoredRecord } from "./store.ts";

const sweepExpired = "DELETE FROM records WHERE expires_at <= ?";
const schema = `
  CREATE TABLE IF NOT EXISTS records (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    expires_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS records_by_expiry ON records (expires_at);
`;
const writesBetweenSweeps = 1_000;
const recordsPerPage = 500;

/** SQLite's own code for “another connection holds the lock”. */
const busyCode = 5;
/** How long a command waits for another process's lock, and how often it tries. */
const lockMs = { open: 5_000, command: 5_000, retry: 20 };

/**
 * A store in one file, for one machine. It survives restarts and crashes (write-ahead log). Several processes
 * may use it.
 *
 * @param path the database file. Missing folders are created, for this user only.
 * @throws StoreError if the file cannot be opened or is not a database.
 *
 * @example
 * ```ts
 * const store = createSqliteStore(join(folder, "sessions.sqlite"));
 * await store.set("session:1", "Ada's", 3_600);
 * await store.close();
 * ```
 */
export function createSqliteStore(path: string, now: Now = () => Date.now()): Store {
  const database = openDatabase(path, now());
  const select = database.prepare("SELECT value FROM records WHERE key = ? AND expires_at > ?");
  const upsert = database.prepare(
    "INSERT INTO records VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at",
  );
  // Each operation is one statement, so SQLite makes it atomic, also across processes.
  const deleteReturning = database.prepare("DELETE FROM records WHERE key = ? RETURNING value, expires_at");
  const swap = database.prepare(
    "UPDATE records SET value = ?, expires_at = ? WHERE key = ? AND value = ? AND expires_at > ?",
  );
  // An expired row that is not deleted yet counts as missing.
  const insert = database.prepare(
    "INSERT INTO records VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at WHERE expires_at <= ?",
  );
  const remove = database.prepare("DELETE FROM records WHERE key = ?");
  const sweep = database.prepare(sweepExpired);
  let writes = 0;
  const read = createReads();

  const expiry = (ttlSeconds: number): number => Math.ceil(now() + ttlSeconds * 1_000);
  const countWrite = (): void => {
    writes += 1;
    if (writes % writesBetweenSweeps === 0) sweep.run(now());
  };

  return {
    get: async (key) => read(() => valueOf(select.get(key, now()))),
    set: async (key, value, ttlSeconds) =>
      whenFree(() => {
        upsert.run(key, value, expiry(ttlSeconds));
        countWrite();
      }),
    take: async (key) =>
      whenFree(() => {
        const row = deleteReturning.get(key);
        return row !== undefined && Number(row["expires_at"]) > now() ? valueOf(row) : undefined;
      }),
    compareAndSet: async (key, expected, value, ttlSeconds) =>
      whenFree(() => {
        const written =
          expected === undefined
            ? insert.run(key, value, expiry(ttlSeconds), now())
            : swap.run(value, expiry(ttlSeconds), key, expected, now());
        return written.changes === 1;
      }),
    delete: async (key) => whenFree(() => void remove.run(key)),
    records: () => allRecords(database, now),
    close: async () => {
      if (database.isOpen) database.close();
    },
  };
}

/**
 * Runs all reads of one turn of the event loop together, at its end. So requests that come together get their
 * answers together. With separate answers, each one woke the client and found cold processor caches, and a
 * protected call took twice the processor time. Nothing is cached: each read happens after its request.
 */
function createReads(): <Result>(statement: () => Result) => Promise<Result> {
  let turn: Promise<void> | undefined;
  return async (statement) => {
    turn ??= endOfTurn().finally(() => {
      turn = undefined;
    });
    await turn;
    return whenFree(statement);
  };
}

/**
 * Runs one statement when no other process has the lock. SQLite's own waiting (`busy_timeout`) would block
 * the event loop, and so every request, while a backup or another program keeps the file locked.
 */
async function whenFree<Result>(statement: () => Result): Promise<Result> {
  const giveUpAt = performance.now() + lockMs.command;
  for (;;) {
    try {
      return statement();
    } catch (error) {
      if (!isBusy(error) || performance.now() >= giveUpAt) throw storeFailed(error);
    }
    await delay(lockMs.retry);
  }
}

/** The extended codes (a checkpoint, a snapshot) share the lowest eight bits. */
function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && (Number(error.errcode) & 0xff) === busyCode;
}

/** By key, in pages: no read stays open while others write. */
async function* allRecords(database: DatabaseSync, now: Now): AsyncGenerator<StoredRecord> {
  const page = await whenFree(() =>
    database.prepare("SELECT * FROM records WHERE key > ? AND expires_at > ? ORDER BY key LIMIT ?"),
  );
  let after = "";
  for (;;) {
    const rows = await whenFree(() => page.all(after, now(), recordsPerPage));
    for (const row of rows) {
      const key = String(row["key"]);
      const ttlSeconds = (Number(row["expires_at"]) - now()) / 1_000;
      if (ttlSeconds > 0) yield { key, value: String(row["value"]), ttlSeconds };
      after = key;
    }
    if (rows.length < recordsPerPage) return;
  }
}

function valueOf(row: Record<string, unknown> | undefined): string | undefined {
  const value = row?.["value"];
  return typeof value === "string" ? value : undefined;
}

function openDatabase(path: string, now: number): DatabaseSync {
  try {
    if (path !== ":memory:") mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // There are no requests yet, so it may block here.
    const database = new DatabaseSync(path, { timeout: lockMs.open });
    // Session rows are confidential: other users of this machine must not read them.
    if (path !== ":memory:") chmodSync(path, 0o600);
    // FULL: each write is on the disk before it is confirmed. With NORMAL, a power failure can undo the last
    // writes, and a revoked session would be valid again.
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;");
    database.exec(schema);
    // Deletes the records that expired while no server was running.
    database.prepare(sweepExpired).run(now);
    database.exec("PRAGMA busy_timeout = 0");
    return database;
  } catch (error) {
    throw new StoreError(
      `SESSION_STORE: the SQLite file ${JSON.stringify(path)} cannot be opened (${messageOf(error)}). Expected a path that this user may write to, or an existing session database.`,
      { cause: error },
    );
  }
}

function storeFailed(error: unknown): StoreError {
  return new StoreError(`The session store failed: ${messageOf(error)}.`, { cause: error });
}
