import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { ICachePlugin, TokenCacheContext } from "@azure/msal-node";
import { readEntraConfig, toSealingKey } from "@mcp-entra/auth-core";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { cacheLocation } from "./cache-location.ts";
import { createCachePlugin } from "./cache-plugin.ts";
import type { KeySource } from "./key-source.ts";
import { createTokenFile } from "./token-file.ts";

const entra = readEntraConfig({
  AZURE_TENANT_ID: "3f2c6a1e-7b84-4d59-9e0a-5c1d8b7f2e64",
  AZURE_CLIENT_ID: "8c1b7d52-0f3e-4a6b-b1c9-2d4e6f8a0b13",
});

/** Several plug-ins for one file, as in several processes. */
function createProcesses(count: number, changes: Partial<KeySource> = {}) {
  const folder = mkdtempSync(join(tmpdir(), "cache-plugin-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const location = cacheLocation(folder, entra);
  const key = toSealingKey(randomBytes(32));
  const keySource: KeySource = {
    kind: "keyring",
    open: async () => undefined,
    close: async () => undefined,
    description: "made for a test",
    ensure: async () => undefined,
    keyFor: async () => key,
    remove: async () => true,
    ...changes,
  };
  const setAside: string[] = [];
  const lost: unknown[] = [];
  const plugins = Array.from({ length: count }, () =>
    createCachePlugin({
      file: createTokenFile(location, keySource),
      lockPath: location.lockFile,
      onSetAside: (reason) => setAside.push(reason),
      onLost: (cause) => lost.push(cause),
    }),
  );
  return { plugins, setAside, lost, folder };
}

/** MSAL's use of its cache, without MSAL: it reads the whole cache, changes something, and writes the whole cache. */
async function access(plugin: ICachePlugin, change?: (cache: Record<string, number>) => void) {
  let text = "";
  const tokenCache = { deserialize: (read: string) => void (text = read), serialize: () => text };
  const context = { cacheHasChanged: change !== undefined, tokenCache } as TokenCacheContext;
  await plugin.beforeCacheAccess(context);
  const cache = JSON.parse(text) as Record<string, number>;
  // MSAL also does other work in between.
  await setImmediate();
  change?.(cache);
  text = JSON.stringify(cache);
  await plugin.afterCacheAccess(context);
  return cache;
}

describe("several processes that write the same cache", () => {
  it("never lose what the other has written", async () => {
    // The lock is waited for as long as it takes: on a slow disk, thirty writes may last longer than its limit.
    vi.useFakeTimers({ toFake: ["performance"] });
    onTestFinished(() => void vi.useRealTimers());
    const { plugins, setAside, lost, folder } = createProcesses(3);
    const writes = plugins.flatMap((plugin, process) =>
      Array.from({ length: 10 }, async (_, write) =>
        access(plugin, (cache) => void (cache[`${process}.${write}`] = write)),
      ),
    );
    const reads = plugins.map(async (plugin) => access(plugin));
    await Promise.all([...writes, ...reads]);
    expect(Object.keys(await access(plugins[0] as ICachePlugin))).toHaveLength(30);
    expect([setAside, lost]).toEqual([[], []]);
    // No temporary file is left.
    expect(readdirSync(folder).filter((name) => name.endsWith(".new"))).toEqual([]);
  });

  it("read an empty cache, not the one from before, when the file is gone", async () => {
    const { plugins, folder } = createProcesses(1);
    const [plugin] = plugins as [ICachePlugin];
    await access(plugin, (cache) => void (cache["token"] = 1));
    expect(await access(plugin)).toEqual({ token: 1 });
    for (const name of readdirSync(folder)) rmSync(join(folder, name));
    expect(await access(plugin)).toEqual({});
  });
});

describe("a keyring that no longer answers", () => {
  it("leaves the file alone, and MSAL works on in memory", async () => {
    let answers = true;
    const { plugins, setAside, lost, folder } = createProcesses(1, {
      keyFor: async () => {
        if (!answers) throw new Error("locked");
        return toSealingKey(Buffer.alloc(32, 1));
      },
    });
    const [plugin] = plugins as [ICachePlugin];
    await access(plugin, (cache) => void (cache["token"] = 1));
    answers = false;
    expect(await access(plugin)).toEqual({ token: 1 });
    await access(plugin, (cache) => void (cache["token"] = 2));
    expect(await access(plugin)).toEqual({ token: 2 });
    expect(lost).toEqual([new Error("locked")]);
    expect(setAside).toEqual([]);
    expect(readdirSync(folder)).toHaveLength(2);
  });

  it("but says that the key is gone, makes the file unreadable, and that is reported", async () => {
    let key: ReturnType<typeof toSealingKey> | undefined = toSealingKey(Buffer.alloc(32, 1));
    const { plugins, setAside } = createProcesses(1, { keyFor: async () => key });
    const [plugin] = plugins as [ICachePlugin];
    await access(plugin, (cache) => void (cache["token"] = 1));
    key = undefined;
    expect(await access(plugin)).toEqual({});
    expect(setAside).toEqual(["its key is gone"]);
  });
});
