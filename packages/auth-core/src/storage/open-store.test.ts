import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openStore } from "./open-store.ts";
import { describeStoreLocation, isStoreLocation } from "./store-location.ts";

describe("SESSION_STORE", () => {
  it("memory: opens a store that ends with the process, on the given clock", async () => {
    let now = 0;
    const store = await openStore("memory:", () => now);
    await store.set("key", "value", 1);
    expect(await store.get("key")).toBe("value");
    now = 1_000;
    expect(await store.get("key")).toBeUndefined();
  });

  it("sqlite:PATH opens that file", async () => {
    const folder = mkdtempSync(join(tmpdir(), "open-store-"));
    const store = await openStore(`sqlite:${join(folder, "sessions.sqlite")}`);
    expect(existsSync(join(folder, "sessions.sqlite"))).toBe(true);
    await store.close();
    rmSync(folder, { recursive: true });
  });

  it.each(["", "sqlite:", "memory", "redis:", "redis://", "http://localhost:6379", "./sessions.sqlite"])(
    "%j is refused with an example of what is accepted",
    async (location) => {
      expect(isStoreLocation(location)).toBe(false);
      await expect(openStore(location)).rejects.toMatchObject({
        code: "configuration_invalid",
        message: `SESSION_STORE is ${JSON.stringify(location)}. Expected “memory:”, “sqlite:” and a path, or “redis://” or “rediss://” and a host, for example SESSION_STORE=sqlite:./sessions.sqlite`,
      });
    },
  );

  it.each(["memory:", "sqlite:./x", "redis://localhost:6379", "rediss://user:password@cache.example:6380/1"])(
    "%j is accepted",
    (location) => expect(isStoreLocation(location)).toBe(true),
  );

  it.each([
    ["redis://mcp:s3cret@cache:6379/1", "redis://***@cache:6379/1"],
    ["redis://mcp:with@and/in-it@cache:6379", "redis://***@cache:6379"],
    ["redis://cache:6379", "redis://cache:6379"],
    ["sqlite:./sessions.sqlite", "sqlite:./sessions.sqlite"],
  ])("%s is printed as %s", (location, shown) => expect(describeStoreLocation(location)).toBe(shown));
});
