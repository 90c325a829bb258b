import { closeSync, openSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { StoreError } from "@mcp-entra/auth-core/without-msal";

/** SQLite's result code for “another process holds the lock” (https://sqlite.org/rescode.html#busy). */
const busy = 5;

/** Lets go. */
export type Unlock = () => void;

/**
 * Waits until this process alone may write, and keeps all others out until `Unlock` is called, or this process ends.
 *
 * The lock is the one that SQLite takes on its database file, which stays empty. It belongs to the operating system: a process
 * that is killed cannot leave it behind, whereas a lock made of a folder or a process id has to be guessed stale by its age.
 *
 * @param path of the lock file; it is made when missing, and never removed.
 * @throws StoreError when another process holds it for longer than `patienceMs`, or the file cannot be locked.
 */
export async function lockFile(path: string, patienceMs = 10_000): Promise<Unlock> {
  const { DatabaseSync } = await import("node:sqlite");
  // SQLite would make it readable for everybody, and a user who can read a file can keep others from locking it.
  closeSync(openSync(path, "a", 0o600));
  const database = new DatabaseSync(path, { timeout: 0 });
  const deadline = performance.now() + patienceMs;
  try {
    while (!isLocked(database)) {
      if (performance.now() > deadline) {
        throw new StoreError(`The lock ${path} is held by another process, which does not let go.`);
      }
      // Not in step: two processes that wait for each other's lock should not try at the same moments.
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
    // Nothing is written, so there is nothing to roll back: no journal file beside it.
    database.exec("PRAGMA journal_mode = OFF; BEGIN EXCLUSIVE");
    return true;
  } catch (error) {
    if (error instanceof Error && "errcode" in error && error.errcode === busy) return false;
    throw error;
  }
}
