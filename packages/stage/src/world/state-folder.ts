import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The folder for the stores of the servers, while the stage runs. */
export interface StateFolder {
  /** The variables that give a remote server its own store and key. */
  sessionSettings(name: string): Record<string, string>;
  remove(): void;
}

const prefix = "mcp-entra-stage-";

/** Makes a folder that only this user can read, and removes the folders of killed stages. */
export function createStateFolder(): StateFolder {
  const parent = tmpdir();
  removeLeftovers(parent);
  const folder = mkdtempSync(join(parent, `${prefix}${process.pid}-`));
  return {
    sessionSettings: (name) => {
      const own = join(folder, name);
      mkdirSync(own, { recursive: true, mode: 0o700 });
      const keyFile = join(own, "session-keys");
      writeFileSync(keyFile, `${randomBytes(32).toString("base64")}\n`, { mode: 0o600 });
      return {
        SESSION_STORE: `sqlite:${join(own, "sessions.sqlite")}`,
        SESSION_ENCRYPTION_KEYS_FILE: keyFile,
      };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function removeLeftovers(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid)))
      rmSync(join(parent, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // The process runs, and belongs to another user.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
