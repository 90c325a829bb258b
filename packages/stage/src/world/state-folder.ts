import { randomBytes } from "node:crypto";
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type KeptRecording, readKeptRecording } from "@mcp-entra/workshop/recording";

/** The folder for the stores of the servers and for the recording, while the stage runs. */
export interface StateFolder {
  path: string;
  recordingFile: string;
  /** The variables that give a remote server its own store and key. */
  sessionSettings(name: string): Record<string, string>;
  /** The recording of the last stage that was killed, or whose terminal was closed. */
  earlierRecording(): KeptRecording | undefined;
  /** Removes the folders of killed stages. */
  removeLeftovers(): void;
  /** @param keeps the recording stays for the next stage. */
  remove(keeps?: "recording"): void;
}

const prefix = "mcp-entra-stage-";
const recordingName = "recording.jsonl";

/** Makes a folder that only this user can read. */
export function createStateFolder(parent = tmpdir()): StateFolder {
  const folder = mkdtempSync(join(parent, `${prefix}${process.pid}-`));
  return {
    path: folder,
    recordingFile: join(folder, recordingName),
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
    earlierRecording: () => {
      const files = leftoversIn(parent).map((leftover) => join(leftover, recordingName));
      const [latest] = files.toSorted((one, other) => lastChange(other) - lastChange(one));
      return latest === undefined ? undefined : readKeptRecording(latest);
    },
    removeLeftovers: () => {
      for (const leftover of leftoversIn(parent)) rmSync(leftover, { recursive: true, force: true });
    },
    remove: (keeps) => {
      const unwanted = readdirSync(folder).filter((name) => name !== recordingName);
      if (keeps === undefined) rmSync(folder, { recursive: true, force: true });
      else for (const name of unwanted) rmSync(join(folder, name), { recursive: true, force: true });
    },
  };
}

/** Folders of stages that do not run any more. */
function leftoversIn(parent: string): string[] {
  return readdirSync(parent)
    .filter((name) => {
      const pid = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1];
      return pid !== undefined && !isRunning(Number(pid));
    })
    .map((name) => join(parent, name))
    .filter(isOwnFolder);
}

/** All users of a machine share the folder for temporary files. Another user could put a recording there, so that this stage shows it. */
function isOwnFolder(path: string): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats?.isDirectory() === true && (process.getuid === undefined || stats.uid === process.getuid());
}

function lastChange(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // The process runs, and belongs to another user.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
