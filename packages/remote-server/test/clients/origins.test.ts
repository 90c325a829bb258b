import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { describe, expect, it } from "vitest";
import { startTestServer } from "../support/test-server.ts";

useMockEntra();

const names = "vscode-file://vscode-app,tauri://localhost,app://obsidian.md";

/** The pages of desktop programs come from a scheme of their own, and their requests say so. */
describe("a desktop program", () => {
  it.each(names.split(","))(
    "may call from its own page when its origin is allowed by name: %s",
    async (origin) => {
      const { endpoints } = await startTestServer({ ALLOWED_ORIGINS: names });
      const preflight = await fetch(endpoints.mcp, {
        method: "OPTIONS",
        headers: {
          origin,
          "access-control-request-method": "POST",
          "access-control-request-headers": "authorization",
        },
      });
      expect([preflight.status, preflight.headers.get("access-control-allow-origin")]).toEqual([204, origin]);
      const refusal = await fetch(endpoints.mcp, { method: "POST", headers: { origin } });
      expect([refusal.status, refusal.headers.get("access-control-allow-origin")]).toEqual([401, origin]);
    },
  );

  it.each([
    "vscode-file://other-app",
    "tauri://localhost.evil.example",
    "app://obsidian.md:1",
    "null",
    "file://",
  ])("may not call from %s, which was not named", async (origin) => {
    const { endpoints } = await startTestServer({ ALLOWED_ORIGINS: names });
    expect((await fetch(endpoints.mcp, { method: "POST", headers: { origin } })).status).toBe(403);
  });

  it.each([
    "null",
    "file://",
    "file:///",
    "file://host",
    "tauri://",
    "tauri://localhost/",
    "tauri://*",
    "javascript://x",
    "App://x",
  ])("cannot be allowed as “%s”: that is anybody, or nobody", async (origins) => {
    await expect(startTestServer({ ALLOWED_ORIGINS: origins })).rejects.toThrow(
      /ALLOWED_ORIGINS is .*of desktop programs \(scheme:\/\/name\)/,
    );
  });
});
