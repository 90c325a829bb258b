import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { readLocalServerConfig } from "@mcp-entra/local-server";
import { readRemoteServerConfig } from "@mcp-entra/remote-server";
import { type Exercise, repositoryRoot } from "../exercises/exercise.ts";
import { filesUnder } from "../exercises/files-under.ts";
import type { Paint } from "./describe-board.ts";

/** One check of this machine. */
export interface Finding {
  what: string;
  state: "good" | "bad" | "note";
  /** What to do, or what it means. */
  advice?: string;
}

/**
 * Checks what the workshop needs, and the usual reasons why it does not work. It only reads and changes
 * nothing.
 */
export async function examine(
  exercises: readonly Exercise[],
  root: string = repositoryRoot,
): Promise<Finding[]> {
  const ports = await Promise.all(
    usualPorts.map(async ([port, use, other]) => examinePort(port, use, other)),
  );
  return [
    examineNode(process.versions.node),
    examineLocalhost(await canListen(0, "localhost")),
    ...ports,
    ...configurations.map(([file, read]) => examineEnvFile(join(root, file), file, read)),
    ...examineGit(root),
    ...exercises.flatMap(examineWork),
  ];
}

/** Each with the command that uses another port. */
const usualPorts = [
  [3001, "the remote server", "pnpm remote-server --port 3002"],
  [8443, "the mock's back channel", "pnpm mock-entra --back-channel-port 8444"],
  [8080, "the mock's pages", "pnpm mock-entra --front-channel-port 8081"],
] as const;

const configurations = [
  [".env.remote-server", readRemoteServerConfig],
  [".env.local-server", readLocalServerConfig],
] as const;

function examineNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const isGood = major > 22 || (major === 22 && minor >= 18);
  const what = `Node ${version}`;
  if (isGood) return { what, state: "good" };
  return {
    what,
    state: "bad",
    advice:
      "The sources need 22.18 or newer. Start with pnpm (npx pnpm@12 workshop doctor), which installs its own Node.",
  };
}

function examineLocalhost(listens: boolean): Finding {
  if (listens) return { what: "localhost leads to this machine", state: "good" };
  return {
    what: "localhost does not lead to this machine",
    state: "bad",
    advice: "Add the line “127.0.0.1 localhost” to the hosts file: Entra's sign-ins come back to it.",
  };
}

async function examinePort(port: number, use: string, other: string): Promise<Finding> {
  const what = `port ${port} (${use})`;
  if (await canListen(port, "127.0.0.1")) return { what, state: "good" };
  return {
    what: `${what} is taken`,
    state: "note",
    advice: `If a server of this workshop uses it, do nothing. Otherwise stop the other program, or use another port: ${other}. Tests and the demo choose free ports.`,
  };
}

async function canListen(port: number, host: string): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}

function examineEnvFile(
  path: string,
  file: string,
  read: (environment: Record<string, string>) => unknown,
): Finding {
  if (!existsSync(path)) {
    return {
      what: `no ${file}`,
      state: "note",
      advice: "Only needed to start this server by hand; .env.example shows how.",
    };
  }
  try {
    const shared = join(path, "../.env");
    const values = [shared, path]
      .filter((each) => existsSync(each))
      .map((each) => parseEnv(readFileSync(each, "utf8")));
    const environment = Object.fromEntries(
      values.flatMap((each) => Object.entries(each)).flatMap(withoutMissing),
    );
    read(environment);
    return { what: file, state: "good" };
  } catch (error) {
    // Messages about configuration are written for people, and show no secret.
    return { what: file, state: "bad", advice: error instanceof Error ? error.message : String(error) };
  }
}

function withoutMissing([name, value]: [string, string | undefined]): [string, string][] {
  return value === undefined ? [] : [[name, value]];
}

/** If a learner edits starter/ instead of work/, the results never change. */
function examineGit(root: string): Finding[] {
  const { status, stdout } = spawnSync("git", ["status", "--porcelain", "--", "exercises"], {
    cwd: root,
    encoding: "utf8",
  });
  if (status !== 0)
    return [
      {
        what: "git",
        state: "note",
        advice: "Git was not found, or this is not a clone. So changes by mistake cannot be seen.",
      },
    ];
  const changed = stdout
    .split("\n")
    .map((line) => line.slice(3))
    .filter((path) => /^exercises\/[^/]+\/(starter|solution|alternative|right|wrong|tests)\//.test(path));
  if (changed.length === 0) return [{ what: "the exercises' own files are unchanged", state: "good" }];
  return [
    {
      what: `changed: ${changed.join(", ")}`,
      state: "note",
      advice:
        "Your own files are in work/; nothing else is tested as yours. Undo it with: git checkout -- exercises",
    },
  ];
}

function examineWork({ folder, name, number }: Exercise): Finding[] {
  const work = join(folder, "work");
  if (!existsSync(work)) return [];
  const missing = filesUnder(join(folder, "starter")).filter((file) => !existsSync(join(work, file)));
  if (missing.length === 0) return [{ what: `${name}/work`, state: "good" }];
  const advice = `Copy them from starter/, or begin again: pnpm workshop reset ${number} (your files are kept in backup/).`;
  return [{ what: `${name}/work lacks ${missing.join(", ")}`, state: "bad", advice }];
}

/** One line, and a second one with what to do. */
export function describeFinding({ what, state, advice }: Finding, paint: Paint): string {
  const mark = { good: paint("green", "✓"), bad: paint("red", "✗"), note: paint("yellow", "·") }[state];
  return advice === undefined ? `  ${mark} ${what}` : `  ${mark} ${what}\n      ${advice}`;
}
