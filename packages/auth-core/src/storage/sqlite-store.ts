import { chmodSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { messageOf } from "../errors/error-facts.ts";
import { StoreError } from "../errors/errors.ts";
import type { Now, Store, StoredRecord } from "./store.ts";

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

/**
 * A store in one file, for one machine. Survives restarts and crashes (write-ahead log); several processes may share it.
 *
 * @param path of the database file; missing folders are made, for this user only.
 * @throws StoreError when the file cannot be opened or is no database.
 */
export function createSqliteStore(path: string, now: Now = () => Date.now()): Store {
  const database = openDatabase(path);
  const select = database.prepare("SELECT value FROM records WHERE key = ? AND expires_at > ?");
  const upsert = database.prepare(
    "INSERT INTO records VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at",
  );
  // One statement each, so that SQLite itself makes them atomic, across processes too.
  const deleteReturning = database.prepare("DELETE FROM records WHERE key = ? RETURNING value, expires_at");
  const swap = database.prepare(
    "UPDATE records SET value = ?, expires_at = ? WHERE key = ? AND value = ? AND expires_at > ?",
  );
  // An expired row that has not been swept away yet counts as none.
  const insert = database.prepare(
    "INSERT INTO records VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at WHERE expires_at <= ?",
  );
  const remove = database.prepare("DELETE FROM records WHERE key = ?");
  const sweep = database.prepare("DELETE FROM records WHERE expires_at <= ?");
  // What has expired while nobody was running does not stay on the disk.
  sweep.run(now());
  let writes = 0;

  const expiry = (ttlSeconds: number): number => Math.ceil(now() + ttlSeconds * 1_000);
  const countWrite = (): void => {
    writes += 1;
    if (writes % writesBetweenSweeps === 0) sweep.run(now());
  };

  return {
    get: async (key) => guarded(() => valueOf(select.get(key, now()))),
    set: async (key, value, ttlSeconds) =>
      guarded(() => {
        upsert.run(key, value, expiry(ttlSeconds));
        countWrite();
      }),
    take: async (key) =>
      guarded(() => {
        const row = deleteReturning.get(key);
        return row !== undefined && Number(row["expires_at"]) > now() ? valueOf(row) : undefined;
      }),
    compareAndSet: async (key, expected, value, ttlSeconds) =>
      guarded(() => {
        const written =
          expected === undefined
            ? insert.run(key, value, expiry(ttlSeconds), now())
            : swap.run(value, expiry(ttlSeconds), key, expected, now());
        return written.changes === 1;
      }),
    delete: async (key) => guarded(() => void remove.run(key)),
    records: () => allRecords(database, now),
    close: async () => {
      if (database.isOpen) database.close();
    },
  };
}

/** By key, page after page: no read stays open while others write. */
async function* allRecords(database: DatabaseSync, now: Now): AsyncGenerator<StoredRecord> {
  const page = guarded(() =>
    database.prepare("SELECT * FROM records WHERE key > ? AND expires_at > ? ORDER BY key LIMIT ?"),
  );
  let after = "";
  for (;;) {
    const rows = guarded(() => page.all(after, now(), recordsPerPage));
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

function openDatabase(path: string): DatabaseSync {
  try {
    if (path !== ":memory:") mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const database = new DatabaseSync(path, { timeout: 5_000 });
    // Session rows are secrets of a kind: no other user of this machine reads them.
    if (path !== ":memory:") chmodSync(path, 0o600);
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON;");
    database.exec(schema);
    return database;
  } catch (error) {
    throw new StoreError(
      `SESSION_STORE: the SQLite file ${JSON.stringify(path)} cannot be opened (${messageOf(error)}). Expected a path that this user may write to, or an existing session database.`,
      { cause: error },
    );
  }
}

function guarded<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw new StoreError(`The session store failed: ${messageOf(error)}.`, { cause: error });
  }
}
