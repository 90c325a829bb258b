import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const tool = join(import.meta.dirname, "../../node_modules/@modelcontextprotocol/conformance/dist/index.js");

/** A version of MCP for which the suite has a fixed list of requirements. */
export type Revision = "2025-11-25" | "2026-07-28";
type Side = "server" | "client";

/** The results of the scenarios that one version requires of one side. */
export interface Outcome {
  scenarios: number;
  /** The total number of passed checks. */
  passed: number;
  /** The other checks, each with its scenario, its id and the tool's message: failures, warnings, and skipped checks. */
  notPassed: Map<string, string>;
  /** Required scenarios without any check. */
  empty: string[];
}

/**
 * Runs all scenarios that a version of MCP requires of a server or of a client, with that version's messages.
 *
 * @throws Error with the tool's output if it ran no scenario.
 */
export async function runRequirements(
  side: Side,
  revision: Revision,
  target: readonly string[],
): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), "conformance-"));
  try {
    const required = requiredScenarios(await run(["list", "--requirements", revision]), side);
    const output = await run([side, "--requirements", revision, ...target, "--output-dir", folder]);
    const checks = readChecks(folder, side);
    if (required.length === 0 || checks.size === 0) throw new Error(output);
    return judge(required.map((name) => [name, checks.get(name) ?? []]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function run(options: readonly string[]): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const limits = { timeout: 170_000, maxBuffer: 64 * 1024 * 1024 };
  // The exit code says that a check has failed. The files say which one.
  execFile(process.execPath, [tool, ...options], limits, (_error, stdout, stderr) =>
    resolve(stdout + stderr),
  );
  return promise;
}

/** The tool also lists scenarios that do not count: extensions, and later additions. */
function requiredScenarios(list: string, side: Side): string[] {
  const heading = side === "server" ? "Server scenarios" : "Client scenarios";
  const section = list.split(/\n\n/).find((part) => part.trimStart().startsWith(heading)) ?? "";
  return [...section.matchAll(/^ +- (\S+)$/gm)].map(([, name = ""]) => name);
}

interface Check {
  id: string;
  status: string;
  errorMessage?: string;
}

/** One folder for each scenario. Its name contains the scenario and the time. */
function readChecks(folder: string, side: Side): Map<string, Check[]> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return new Map(
    files
      .filter((name) => name.endsWith("checks.json"))
      .map((file) => {
        const name = file.replaceAll("\\", "/").replace(/-\d{4}-\d\d-\d\dT[\d-]+Z\/checks\.json$/, "");
        const checks: Check[] = JSON.parse(readFileSync(join(folder, file), "utf8"));
        return [side === "server" ? name.replace(/^server-/, "") : name, checks];
      }),
  );
}

function judge(results: readonly (readonly [string, readonly Check[]])[]): Outcome {
  const notPassed = new Map<string, string>();
  let passed = 0;
  for (const [scenario, checks] of results) {
    for (const { id, status, errorMessage = "" } of checks) {
      if (status === "SUCCESS") passed += 1;
      else if (status !== "INFO") {
        // Several checks can have the same id. A skipped check must not hide a failed one.
        notPassed.set(`${scenario}: ${id}${status === "SKIPPED" ? ", skipped" : ""}`, errorMessage);
      }
    }
  }
  const empty = results.filter(([, checks]) => checks.every(({ status }) => status === "INFO"));
  return { scenarios: results.length, passed, notPassed, empty: empty.map(([scenario]) => scenario) };
}
