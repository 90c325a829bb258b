import { realpathSync } from "node:fs";
import { readIfPresent, replaceFile } from "../files/replace-file.ts";
import type { AllTenantsState } from "../state/create-state.ts";
import { restoreKeptState, writeKeptState } from "./kept-state.ts";

/** Directory and signing keys on the disk. Codes, sessions and refresh tokens are not in it: users sign in again after a restart. */
export interface StateFile {
  /**
   * Writes the file if something has changed since the last time.
   * @throws Error if it cannot be written, or if another program has changed it
   */
  save(): void;
}

/**
 * Loads the file, or creates it if it does not exist.
 * @throws Error that names the file and the problem. The file is then not changed
 */
export function openStateFile(file: string, state: AllTenantsState): StateFile {
  let path = file;
  let written: string | undefined;
  attempt(file, "read", () => {
    written = readIfPresent(file);
    if (written === undefined) return;
    // If the name is a link, its target is replaced, and not the link.
    path = realpathSync(file);
    restoreKeptState(written, state);
  });
  const write = (text: string): void => {
    attempt(file, "write", () => {
      assertOwn(readIfPresent(path), written);
      // Only its owner may read it: with the signing keys, anybody could make tokens that the mock's clients
      // accept. The temporary file always has the same name: so the file of a killed process is replaced, and
      // no copy of the keys stays.
      replaceFile(path, text, 0o600, `${path}.new`);
      written = text;
    });
  };
  let current = writeKeptState(state);
  // Written at the start, also without a change: so a file that cannot be written stops the start, and other
  // users can no longer read the file.
  write(written ?? current);
  return {
    save: () => {
      const text = writeKeptState(state);
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
    "another program has changed it meanwhile, so it was not overwritten. Use a separate file for each mock-entra, and change the file only while no mock-entra runs.",
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
