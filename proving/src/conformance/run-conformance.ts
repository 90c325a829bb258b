import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const tool = join(import.meta.dirname, "../../node_modules/@modelcontextprotocol/conformance/dist/index.js");

/** How one scenario went. A scenario that checked nothing has not passed. */
export interface ScenarioResult {
  passed: number;
  failed: string[];
}

/** Runs the MCP conformance tool. @returns each scenario's result, by its name, and what the tool has printed. */
export async function runConformance(
  options: readonly string[],
): Promise<{ exitCode: number | string; results: Map<string, ScenarioResult>; output: string }> {
  const folder = mkdtempSync(join(tmpdir(), "conformance-"));
  const { promise, resolve } = Promise.withResolvers<{ exitCode: number | string; output: string }>();
  const limits = { timeout: 150_000, maxBuffer: 64 * 1024 * 1024 };
  execFile(process.execPath, [tool, ...options, "--output-dir", folder], limits, (error, stdout, stderr) =>
    resolve({ exitCode: error?.code ?? (error === null ? 0 : 1), output: stdout + stderr }),
  );
  try {
    const ended = await promise;
    return { ...ended, results: readResults(folder) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Check {
  id: string;
  status: string;
  errorMessage?: string;
}

/** One folder a scenario, named after it and the time. */
function readResults(folder: string): Map<string, ScenarioResult> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const results = new Map<string, ScenarioResult>();
  for (const file of files.filter((name) => name.endsWith("checks.json"))) {
    const name = file.replace(/-\d{4}-\d\d-\d\dT[\d-]+Z\/checks\.json$/, "");
    const checks: Check[] = JSON.parse(readFileSync(join(folder, file), "utf8"));
    results.set(name, {
      passed: checks.filter(({ status }) => status === "SUCCESS").length,
      failed: checks
        .filter(({ status }) => status === "FAILURE" || status === "WARNING")
        .map(({ id, errorMessage }) => `${id}: ${errorMessage ?? ""}`),
    });
  }
  return results;
}
