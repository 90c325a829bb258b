import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { describe, expect, it } from "vitest";
import { signedIn } from "../support/signed-in.ts";
import { startTestServer } from "../support/test-server.ts";

useMockEntra();

/** Gemini CLI, and Qwen Code which was made from it, ask so before they connect, and sign in by themselves where this is a 401. */
const probes = [
  ["/mcp", { accept: "application/json" }],
  ["/sse", { accept: "text/event-stream" }],
] as const;

describe("Gemini CLI and Qwen Code", () => {
  it.each(probes)("find the sign-in by asking for the head of %s", async (path, headers) => {
    const { endpoints } = await startTestServer();
    const response = await fetch(endpoints.issuer + path, { method: "HEAD", headers });
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe(
      `Bearer scope="User.Read", resource_metadata="${endpoints.issuer}/.well-known/oauth-protected-resource${path}"`,
    );
    expect(await response.text()).toBe("");
  });

  it.each(probes)("open nothing by that, once they are signed in (%s)", async (path, headers) => {
    const { endpoints, token } = await signedIn();
    const response = await fetch(endpoints.issuer + path, {
      method: "HEAD",
      headers: { ...headers, authorization: `Bearer ${token}` },
    });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe(path === "/mcp" ? "POST" : "GET");
  });

  it.each([
    "/.well-known/oauth-protected-resource/mcp",
    "/.well-known/oauth-protected-resource/sse",
    "/.well-known/oauth-protected-resource",
    "/.well-known/oauth-authorization-server",
  ])("get the head of %s as they would get it all", async (path) => {
    const { endpoints } = await startTestServer();
    const [head, all] = await Promise.all(
      ["HEAD", "GET"].map(async (method) => fetch(endpoints.issuer + path, { method })),
    );
    expect([head?.status, await head?.text()]).toEqual([200, ""]);
    for (const name of ["content-type", "content-length", "access-control-allow-origin"]) {
      expect(head?.headers.get(name), name).toBe(all?.headers.get(name));
    }
  });
});
