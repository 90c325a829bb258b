import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { z } from "zod";

const stateSchema = z.object({
  tenants: z.array(
    z.object({ directory: z.object({ users: z.array(z.object({ jobTitle: z.string().nullable() })) }) }),
  ),
});

/** The number in the file. It is in the job title of the first user. */
function countIn(file: string): number {
  const { tenants } = stateSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  return Number(tenants[0]?.directory.users[0]?.jobTitle);
}

/** Starts a mock that writes its state without a pause, and kills it. @returns the last number that it printed after a write */
async function writeUntilKilled(file: string, milliseconds: number): Promise<number> {
  const program = join(import.meta.dirname, "mock-state/write-state.ts");
  const child = spawn(process.execPath, [program, file], { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (chunk) => (said += String(chunk)));
  await once(child.stdout, "data");
  await setTimeout(milliseconds);
  child.kill("SIGKILL");
  await once(child, "close");
  return Number(said.trimEnd().split("\n").at(-1));
}

it("kill -9 while the mock writes its state, 50 times: the file is the one before or the one after, and each time it is taken up again", async () => {
  const folder = mkdtempSync(join(tmpdir(), "mock-state-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "state.json");
  let interrupted = 0;
  let before = 0;
  for (let turn = 0; turn < 50; turn++) {
    const said = await writeUntilKilled(file, (turn * 3) % 50);
    const found = countIn(file);
    // The kill came after the file was renamed and before the number was printed.
    expect([said, said + 1], `turn ${turn}`).toContain(found);
    expect(found, `turn ${turn} goes on where the one before was killed`).toBeGreaterThanOrEqual(before);
    before = found;
    if (existsSync(`${file}.new`)) interrupted++;
  }
  expect(interrupted, "kills in the middle of a write").toBeGreaterThan(0);
});
