import { realpathSync } from "node:fs";
import { readIfPresent, replaceFile } from "../files/replace-file.ts";
import type { MockState } from "../state/mock-state.ts";
import { restoreKeptState, writeKeptState } from "./kept-state.ts";

/** Directory and signing keys on the disk. Codes, sessions and refresh tokens are not in it: users sign in again after a restart. */
export interface StateFile {
  /**
   * Writes the file when something has changed since the last time.
   * @throws Error when it cannot be written, or another program has changed it
   */
  save(): void;
}

/**
 * Takes over what the file holds, or makes it when it is not there yet.
 * @throws Error that names the file and what is wrong with it; the file is left as it is then
 */
export function openStateFile(file: string, state: MockState): StateFile {
  const tenants = [state, state.secondTenant].filter((tenant) => tenant !== undefined);
  let path = file;
  let written: string | undefined;
  attempt(file, "read", () => {
    written = readIfPresent(file);
    if (written === undefined) return;
    // Where the name is a link, the file behind it is replaced, not the link.
    path = realpathSync(file);
    restoreKeptState(written, tenants);
  });
  const write = (text: string): void => {
    attempt(file, "write", () => {
      assertOwn(readIfPresent(path), written);
      // Only its owner may read it: with the signing keys, anybody could make tokens that the mock's clients believe. One name for
      // the temporary file: what a process that was killed has left is replaced, so that no copy of the keys stays behind.
      replaceFile(path, text, 0o600, `${path}.new`);
      written = text;
    });
  };
  let current = writeKeptState(tenants);
  // At once, if only as it was: a file that cannot be written stops the start, and one that others could read is closed to them.
  write(written ?? current);
  return {
    save: () => {
      const text = writeKeptState(tenants);
      if (text === current) return;
      write(text);
      current = text;
    },
  };
}

/** Two mocks with one file would overwrite each other's changes. A file that was deleted is written again. */
function assertOwn(found: string | undefined, written: string | undefined): void {
  if (found === undefined || found === written) return;
  throw new Error(
    "another program has changed it meanwhile, so it was not overwritten. Give each mock-entra a file of its own, and change it only while none runs.",
  );
}

function attempt(file: string, verb: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Could not ${verb} the state file ${file}: ${reason}`, { cause: error });
  }
}
