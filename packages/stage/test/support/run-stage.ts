import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempDisposableSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, afterEach } from "vitest";

export interface StartedStage {
  child: ChildProcess;
  url: string;
  /** All that it has printed. */
  printed: () => string;
  said: () => string;
}

const program = join(import.meta.dirname, "../../src/main.ts");

/** For a file of tests: a folder for temporary files, and stages that end with their test. */
export function useStages() {
  const temporary = mkdtempDisposableSync(join(tmpdir(), "stage-test-"));
  const running = new Set<ChildProcess>();
  afterEach(() => {
    for (const child of running) child.kill("SIGKILL");
    running.clear();
  });
  afterAll(() => temporary.remove());
  return {
    program,
    temporary: temporary.path,
    /** Starts `pnpm demo:live`, and waits for the address. */
    start: async (...args: string[]): Promise<StartedStage> => {
      const child = spawn(process.execPath, [program, "--no-open", ...args], {
        env: { ...process.env, TMPDIR: temporary.path },
        stdio: ["ignore", "pipe", "pipe"],
      });
      running.add(child);
      let printed = "";
      let said = "";
      child.stdout.on("data", (chunk) => (printed += String(chunk)));
      child.stderr.on("data", (chunk) => (said += String(chunk)));
      const [url] = await once(createInterface({ input: child.stdout }), "line");
      return { child, url: String(url), printed: () => printed, said: () => said };
    },
    endOf: async ({ child }: StartedStage): Promise<number | null> => {
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
      return child.exitCode;
    },
    /** The folders of running stages and of killed stages. */
    folders: (): string[] =>
      readdirSync(temporary.path).filter((name) => name.startsWith("mcp-entra-stage-")),
    answers: async (url: string): Promise<boolean> =>
      fetch(url).then(
        ({ ok }) => ok,
        () => false,
      ),
  };
}
