import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openStore } from "./open-store.ts";

describe("SESSION_STORE", () => {
  it("memory: opens a store that ends with the process, on the given clock", async () => {
    let now = 0;
    const store = openStore("memory:", () => now);
    await store.set("key", "value", 1);
    expect(await store.get("key")).toBe("value");
    now = 1_000;
    expect(await store.get("key")).toBeUndefined();
  });

  it("sqlite:PATH opens that file", async () => {
    const folder = mkdtempSync(join(tmpdir(), "open-store-"));
    const store = openStore(`sqlite:${join(folder, "sessions.sqlite")}`);
    expect(existsSync(join(folder, "sessions.sqlite"))).toBe(true);
    await store.close();
    rmSync(folder, { recursive: true });
  });

  it.each(["", "sqlite:", "memory", "redis://localhost:6379", "./sessions.sqlite"])(
    "%j is refused with an example of what is accepted",
    (location) => {
      expect(() => openStore(location)).toThrow(
        expect.objectContaining({
          code: "configuration_invalid",
          message: `SESSION_STORE is ${JSON.stringify(location)}. Expected “memory:” or “sqlite:” and a path, for example SESSION_STORE=sqlite:./sessions.sqlite`,
        }),
      );
    },
  );
});
