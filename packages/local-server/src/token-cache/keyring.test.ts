import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { createKeyring } from "./keyring.ts";

const name = { service: "test", owner: "test" };
afterEach(() => void vi.useRealTimers());

/** A keyring in the thread's memory, or one that fails or does not answer. */
function writeThread(lines: string[]): URL {
  const folder = mkdtempSync(join(tmpdir(), "keyring-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "thread.mjs");
  writeFileSync(path, ['import { parentPort } from "node:worker_threads";', ...lines].join("\n"));
  return pathToFileURL(path);
}

describe("a keyring in a thread of its own", () => {
  it("keeps a secret, gives it back, and forgets it", async () => {
    const keyring = createKeyring(
      name,
      writeThread([
        "let kept;",
        'parentPort.on("message", ({ id, ask, secret }) => {',
        '  const removed = ask === "remove" && kept !== undefined;',
        '  if (ask === "write") kept = secret;',
        '  if (ask === "remove") kept = undefined;',
        "  parentPort.postMessage({ id, secret: kept, removed });",
        "});",
      ]),
    );
    onTestFinished(async () => keyring.close());
    expect(await keyring.read()).toBeUndefined();
    await keyring.write(Uint8Array.of(1, 2, 3));
    expect(await keyring.read()).toEqual(Uint8Array.of(1, 2, 3));
    expect(await keyring.remove()).toBe(true);
    expect(await keyring.remove()).toBe(false);
  });

  it("says why it fails, each time that it is asked", async () => {
    const keyring = createKeyring(
      name,
      writeThread([
        'parentPort.on("message", ({ id }) => parentPort.postMessage({ id, failure: "locked" }));',
      ]),
    );
    onTestFinished(async () => keyring.close());
    await expect(keyring.open()).rejects.toThrow("locked");
    await expect(keyring.read()).rejects.toThrow("locked");
  });

  it("fails when its thread cannot even begin", async () => {
    const keyring = createKeyring(name, writeThread(['throw new Error("no binding for this platform");']));
    await expect(keyring.open()).rejects.toThrow("no binding for this platform");
  });

  it("is given up when it does not answer, and the main thread goes on meanwhile", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const hangs = "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);";
    const keyring = createKeyring(name, writeThread([hangs]));
    onTestFinished(async () => keyring.close());
    await Promise.all([
      expect(keyring.read()).rejects.toThrow("The keyring does not answer."),
      vi.advanceTimersByTimeAsync(20_000),
    ]);
  });
});
