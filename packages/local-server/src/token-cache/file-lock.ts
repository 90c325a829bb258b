import { closeSync, openSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { StoreError } from "@mcp-entra/auth-core/without-msal";

/** SQLite's result code for “another process holds the lock” (https://sqlite.org/rescode.html#busy). */
const busy = 5;

/** Releases the lock. */
export type Unlock = () => void;

/**
 * Waits until only this process may write. All other processes wait until `Unlock` is called, or until this
 * process ends.
 *
 * This is SQLite's lock on its database file, which stays empty. It is a lock of the operating system, so it
 * ends with a killed process. With a folder or a process id as the lock, another process could only guess
 * from its age whether it is still valid.
 *
 * @param path the lock file. It is created if it is missing, and never removed.
 * @throws StoreError if another process holds it for longer than `patienceMs`, or if the file cannot be
 * locked.
 */
export async function lockFile(path: string, patienceMs = 10_000): Promise<Unlock> {
  const { DatabaseSync } = await import("node:sqlite");
  // SQLite would make it readable for everybody, and a user who can read a file can prevent others from
  // locking it.
  closeSync(openSync(path, "a", 0o600));
  const database = new DatabaseSync(path, { timeout: 0 });
  const deadline = performance.now() + patienceMs;
  try {
    while (!isLocked(database)) {
      if (performance.now() > deadline) {
        throw new StoreError(`The lock ${path} is held by another process, which does not release it.`);
      }
      // With a random part: two processes that wait for the lock should not try at the same moments.
      await setTimeout(5 + Math.random() * 20);
    }
  } catch (error) {
    database.close();
    throw error;
  }
  return () => database.close();
}

function isLocked(database: { exec(sql: string): void }): boolean {
  try {
    // Nothing is written, so no journal file is needed.
    database.exec("PRAGMA journal_mode = OFF; BEGIN EXCLUSIVE");
    return true;
  } catch (error) {
    if (error instanceof Error && "errcode" in error && error.errcode === busy) return false;
    throw error;
  }
}
