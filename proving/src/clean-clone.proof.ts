import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";

const repository = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "clean-clone-"));
const clone = join(folder, "clone");

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/**
 * The environment of a new user: empty caches, no terminal, and the machine's own Node instead of the pinned one. The source of packages
 * stays the same.
 */
function strangersEnvironment(): NodeJS.ProcessEnv {
  const ours = /^(npm_|pnpm_|PNPM_|TURBO_|VITEST|AZURE_|INIT_CWD$|CI$|PATH$)/;
  const kept = Object.entries(process.env).filter(([name]) => !ours.test(name));
  const path = (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((entry) => !entry.includes("node_modules"));
  return {
    ...Object.fromEntries(kept),
    PATH: path.join(delimiter),
    XDG_DATA_HOME: join(folder, "data"),
    XDG_CACHE_HOME: join(folder, "cache"),
    XDG_STATE_HOME: join(folder, "state"),
    npm_config_cache: join(folder, "npm"),
  };
}

function run(command: string, options: readonly string[], cwd: string) {
  const shell = process.platform === "win32";
  const env = strangersEnvironment();
  const { status, stdout, stderr } = spawnSync(command, options, { cwd, encoding: "utf8", shell, env });
  return { status, output: stdout + stderr };
}

/** On a terminal of 80 columns. pnpm writes its progress into the same lines again and again. */
function linesOnScreen(output: string): number {
  const kept = output.split("\n").filter((line) => !/^(Progress|Downloading)\b.*(?<!done)$/.test(line));
  return kept.reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / 80)), 0);
}

describe("a clean clone, with empty caches,", () => {
  it("plays the demo after one command, and leaves the clone clean", () => {
    expect(run("git", ["clone", "--quiet", repository, clone], folder)).toEqual({ status: 0, output: "" });
    const { status, output } = run("npx", ["pnpm@12", "demo"], clone);
    expect(status, output).toBe(0);
    expect(output.match(/Ada Lovelace/g)).toHaveLength(2);
    const [before = ""] = output.split("Two MCP servers");
    expect(before).not.toMatch(/warn|unsupported|deprecated/i);
    expect(linesOnScreen(before), before).toBeLessThanOrEqual(24);
    expect(run("git", ["status", "--porcelain"], clone).output).toBe("");
  });

  it("names no package registry", () => {
    const { output } = run(
      "git",
      ["grep", "-n", "-E", "https?://[^ ]*(npm|registry)[^ ]*/", "--", "*.yaml", "*.json"],
      clone,
    );
    expect(output).toBe("");
  });
});
