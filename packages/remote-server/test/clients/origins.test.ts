import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { describe, expect, it } from "vitest";
import { startTestServer } from "../support/test-server.ts";

useMockEntra();

/** The `Origin` that current programs, frameworks and browsers send. */
const sent = [
  ["Visual Studio Code and Cursor", "vscode-file://vscode-app"],
  [
    "a web view of Visual Studio Code",
    "vscode-webview://1j7ke0i3fsn3u6ah6p21r5n1o8tqk2b4gp2rcvs4pbhi2kcqjn5h",
  ],
  ["Tauri on macOS and Linux", "tauri://localhost"],
  ["Tauri on Windows", "http://tauri.localhost"],
  ["Tauri on Windows, with https", "https://tauri.localhost"],
  ["Wails on macOS and Linux", "wails://wails"],
  ["Wails on Windows", "http://wails.localhost"],
  ["Capacitor on iOS", "capacitor://localhost"],
  ["Capacitor on Android", "https://localhost"],
  ["Obsidian", "app://obsidian.md"],
  ["an Electron program with a protocol of its own", "app://."],
  ["another one", "app://-"],
  ["an extension of Chrome", "chrome-extension://bppbpeijolfcampacpljolaegibfhjph"],
  ["an extension of Firefox", "moz-extension://6a1f5a5f-9b7e-4c0e-8a57-2d4cbb3d6f0e"],
  ["an extension of Safari", "safari-web-extension://5F6C1B8E-0C7A-4D0B-9A55-9D7F1C2E3A4B"],
] as const;
const names = sent.map(([, origin]) => origin).join(",");

/** Pages of desktop programs have their own scheme, or a name below localhost. Their requests name it as their origin. */
describe("a desktop program", () => {
  it.each(sent)(
    "may call from its own page when its origin is allowed by name: %s, %s",
    async (_program, origin) => {
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
    "http://evil.localhost",
    "http://tauri.localhost:1",
    "https://tauri.localhost.evil.example",
    "safari-web-extension://5f6c1b8e-0c7a-4d0b-9a55-9d7f1c2e3a4b",
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
    "http://localhost.evil.example",
    "http://evillocalhost",
  ])("cannot be allowed as “%s”: that is every origin, or none", async (origins) => {
    await expect(startTestServer({ ALLOWED_ORIGINS: origins })).rejects.toThrow(
      /ALLOWED_ORIGINS is .*of desktop programs \(scheme:\/\/name\)/,
    );
  });
});
