import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { lockFile } from "./file-lock.ts";

function temporaryPath(): string {
  const folder = mkdtempSync(join(tmpdir(), "file-lock-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "cache.lock");
}

describe("the lock between processes", () => {
  it("is held by one at a time, and handed on", async () => {
    const path = temporaryPath();
    const order: string[] = [];
    const unlock = await lockFile(path);
    const waitForIt = async (): Promise<void> => {
      const unlockSecond = await lockFile(path);
      order.push("second has it");
      unlockSecond();
    };
    const second = waitForIt();
    order.push("first lets go");
    unlock();
    await second;
    expect(order).toEqual(["first lets go", "second has it"]);
    expect(readdirSync(join(path, ".."))).toEqual(["cache.lock"]);
  });

  it("is not waited for for ever", async () => {
    const path = temporaryPath();
    const unlock = await lockFile(path);
    onTestFinished(unlock);
    await expect(lockFile(path, 30)).rejects.toMatchObject({
      code: "store_failed",
      message: `The lock ${path} is held by another process, which does not release it.`,
    });
  });

  it("is free again as soon as its holder is killed", async () => {
    const path = temporaryPath();
    const holder = spawn(process.execPath, [
      "--input-type=module",
      "--eval",
      `const { lockFile } = await import(${JSON.stringify(import.meta.resolve("./file-lock.ts"))});
       await lockFile(${JSON.stringify(path)});
       process.stdout.write("held");
       setInterval(() => undefined, 1_000);`,
    ]);
    onTestFinished(() => void holder.kill("SIGKILL"));
    await once(holder.stdout, "data");
    await expect(lockFile(path, 30)).rejects.toMatchObject({ code: "store_failed" });
    holder.kill("SIGKILL");
    await once(holder, "close");
    (await lockFile(path, 1_000))();
  });

  it("cannot be taken on a file that is something else", async () => {
    const path = temporaryPath();
    writeFileSync(path, "this is not a lock, but a letter to a friend".repeat(50));
    await expect(lockFile(path)).rejects.toThrow("file is not a database");
  });
});
