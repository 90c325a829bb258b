import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempDisposableSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, it } from "vitest";
import { createProcessGroup } from "./child-process.ts";

const server = `
  setInterval(() => undefined, 1_000);
  process.once("SIGTERM", () => process.exit(0));
  console.log("ready", process.pid);
`;

/** A program that starts another one, prints its process id, and waits. */
const starter = `
  import { writeFileSync } from "node:fs";
  import { createProcessGroup } from ${JSON.stringify(new URL("child-process.ts", import.meta.url).href)};
  const program = process.argv[2];
  writeFileSync(program, ${JSON.stringify(server)});
  console.log(await createProcessGroup().start({
    name: "server", program, environment: {}, readyWhen: (line) => /ready (\\d+)/.exec(line)?.[1],
  }));
`;

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

it("ends a server also when the process that has started it was killed", async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), "process-group-"));
  const program = join(folder.path, "starter.mjs");
  writeFileSync(program, starter);
  const parent = spawn(process.execPath, [program, join(folder.path, "server.mjs")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(createInterface({ input: parent.stdout }), "line");
  const pid = Number(line);
  expect(isAlive(pid)).toBe(true);
  parent.kill("SIGKILL");
  await expect.poll(() => isAlive(pid)).toBe(false);
});

it("gives each line of a server's output to the one who asked, and kills where it is told to", async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), "process-group-"));
  const program = join(folder.path, "server.mjs");
  writeFileSync(program, server);
  const lines: string[] = [];
  const processes = createProcessGroup();
  const pid = await processes.start({
    name: "server",
    program,
    environment: {},
    readyWhen: (line) => /ready (\d+)/.exec(line)?.[1],
    onLine: (line) => lines.push(line),
  });
  expect(lines).toEqual([`ready ${pid}`]);
  await processes.killAll();
  expect(isAlive(Number(pid))).toBe(false);
});
