import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, it, onTestFinished } from "vitest";

/** Runs `lines` as a process that has `endProcess` and a logger, and does not read its output. */
function runProcess(lines: string[]) {
  const imports = [
    `import { endProcess } from ${JSON.stringify(join(import.meta.dirname, "end-process.ts"))};`,
    `import { createLogger } from ${JSON.stringify(join(import.meta.dirname, "../audit/logger.ts"))};`,
    'import { open } from "node:fs";',
    'const logger = createLogger("test", "info");',
  ];
  const source = [...imports, ...lines].join("\n");
  const child = spawn(process.execPath, ["--no-warnings", "--input-type=module", "--eval", source]);
  const ended = once(child, "exit");
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  return { child, ended };
}

describe("a process that ends itself", () => {
  it("has written its log by then, and has the exit code that it was given", async () => {
    const { child, ended } = runProcess([
      'logger.info("last words");',
      "await endProcess({ logger, exitCode: 3 });",
    ]);
    const log = text(child.stderr);
    expect(await ended).toEqual([3, null]);
    // The last lines may come after the event “exit”.
    expect(await log).toContain('"msg":"last words"');
  });

  it("ends with its exit code, though what it has to close fails", async () => {
    const { ended } = runProcess(['await endProcess({ close: () => Promise.reject(new Error("no")) });']);
    expect(await ended).toEqual([0, null]);
  });

  it("ends, although no reader takes its log any more", async () => {
    const { child, ended } = runProcess([
      'process.stdout.write("ready");',
      'process.stdin.once("data", () => { logger.info("unheard"); void endProcess({ logger }); });',
    ]);
    await once(child.stdout, "data");
    child.stderr.destroy();
    child.stdin.write("go");
    expect(await ended).toEqual([0, null]);
  });

  it("ends, though the reader of its log has stopped reading", async () => {
    const { child, ended } = runProcess([
      'for (let line = 0; line < 1_000; line += 1) logger.info("x".repeat(1_000));',
      "await endProcess({ logger });",
    ]);
    child.stderr.pause();
    expect(await ended).toEqual([0, null]);
  });

  it("ends, though what it has to close never is", async () => {
    const { ended } = runProcess([
      "setInterval(() => undefined, 1_000);",
      "await endProcess({ close: () => new Promise(() => undefined), closeMs: 50 });",
    ]);
    expect(await ended).toEqual([null, "SIGKILL"]);
  });

  it.skipIf(process.platform === "win32")(
    "ends, though a thread of it waits for ever, which process.exit would wait for as well",
    async () => {
      const folder = mkdtempSync(join(tmpdir(), "end-process-"));
      onTestFinished(() => rmSync(folder, { recursive: true }));
      const pipe = join(folder, "pipe");
      spawnSync("mkfifo", [pipe]);
      // To open a pipe without a writer never ends, like a query to a name server that does not answer.
      const { ended } = runProcess([
        `open(${JSON.stringify(pipe)}, "r", () => undefined);`,
        "await endProcess();",
      ]);
      expect(await ended).toEqual([null, "SIGKILL"]);
    },
  );
});
