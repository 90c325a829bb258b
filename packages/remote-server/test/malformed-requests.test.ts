import { gzipSync } from "node:zlib";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { describe, expect, it } from "vitest";
import { signedIn } from "./support/signed-in.ts";
import { clientRedirectUri } from "./support/test-client.ts";
import { startTestServer } from "./support/test-server.ts";

useMockEntra();

describe("malformed requests", () => {
  it.each(["/token", "/revoke", "/register", "/consent"])(
    "a body at %s that does not unpack is the client's fault",
    async (path) => {
      const server = await startTestServer();
      const type = path === "/register" ? "application/json" : "application/x-www-form-urlencoded";
      const headers = { "content-type": type, "content-encoding": "gzip" };
      const response = await fetch(server.endpoints.issuer + path, {
        method: "POST",
        headers,
        body: "not gzip",
      });
      expect(response.status).toBe(400);
      const cut = gzipSync("a=b").subarray(0, 12);
      expect(
        (await fetch(server.endpoints.issuer + path, { method: "POST", headers, body: cut })).status,
      ).toBe(400);
      expect(server.bugs).toEqual([]);
    },
  );

  it.each([
    ["no JSON", "{", -32_700],
    ["a batch", "[]", -32_600],
  ])("%s at /mcp is answered in JSON-RPC", async (_case, body, code) => {
    const { endpoints, token } = await signedIn();
    const headers = {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
    };
    const response = await fetch(endpoints.mcp, { method: "POST", headers, body });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ jsonrpc: "2.0", error: { code } });
  });

  it("GET and DELETE at /mcp are told that there is nothing there", async () => {
    const { endpoints, token } = await signedIn();
    for (const method of ["GET", "DELETE"]) {
      const response = await fetch(endpoints.mcp, { method, headers: { authorization: `Bearer ${token}` } });
      expect(response.status).toBe(405);
      expect(response.headers.get("allow")).toBe("POST");
    }
  });

  it.each([
    ["/register", "POST, OPTIONS"],
    ["/token", "POST, OPTIONS"],
    ["/revoke", "POST, OPTIONS"],
    ["/authorize", "GET, POST"],
    ["/consent", "POST"],
    ["/auth/callback?code=a&state=b", "GET"],
    ["/consents", "GET, POST"],
    ["/mcp", "POST"],
    ["/sse", "GET"],
    ["/message", "POST"],
    ["/.well-known/oauth-authorization-server", "GET, HEAD, OPTIONS"],
  ])(
    "%s says which methods there are, and that one is not, opens no stream and uses up no sign-in",
    async (path, allow) => {
      const { endpoints, token } = await signedIn();
      const others = ["HEAD", "GET", "POST", "PUT", "DELETE", "PATCH"].filter(
        (each) => !allow.split(", ").includes(each),
      );
      for (const method of others) {
        const response = await fetch(endpoints.issuer + path, {
          method,
          headers: { authorization: `Bearer ${token}` },
        });
        expect([method, response.status, response.headers.get("allow")]).toEqual([method, 405, allow]);
        expect(response.headers.get("set-cookie")).toBeNull();
      }
    },
  );

  it("HEAD of an address that does not exist is 404, as GET is", async () => {
    const { endpoints } = await startTestServer();
    expect((await fetch(`${endpoints.issuer}/nothing`, { method: "HEAD" })).status).toBe(404);
  });

  it("an oversized registration is refused, and what is kept has a size", async () => {
    const { endpoints } = await startTestServer();
    const post = async (more: Record<string, unknown>) =>
      fetch(`${endpoints.issuer}/register`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ redirect_uris: [clientRedirectUri], ...more }),
      });
    expect((await post({ client_name: "x".repeat(201) })).status).toBe(400);
    expect((await post({ padding: "x".repeat(70_000) })).status).toBe(413);
    expect(await (await post({ jwks: { keys: [] }, contacts: ["a"] })).json()).not.toHaveProperty("jwks");
  });
});
