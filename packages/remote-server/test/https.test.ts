import { Server } from "node:https";
import tls from "node:tls";
import { seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { authorizationUrl, register } from "./support/by-hand.ts";
import { certificateFolder, issue, testAuthority } from "./support/certificates.ts";
import { connectAs, displayName } from "./support/test-client.ts";
import { startTestServer } from "./support/test-server.ts";

const entra = useMockEntra();
const usual = tls.getCACertificates("default");

// Like NODE_EXTRA_CA_CERTS for the MCP clients of a person who uses development certificates.
beforeAll(async () => tls.setDefaultCACertificates([...usual, (await testAuthority()).certificate]));
afterAll(() => tls.setDefaultCACertificates(usual));

/** A server that speaks https, and is registered with its https address. */
async function startHttpsServer() {
  const server = await startTestServer(certificateFolder(await issue()).variables);
  entra.directory
    .findApplication(seed.applications.remote.appId)
    ?.web.redirectUris.push(server.endpoints.callback);
  return server;
}

describe("a server with a certificate", () => {
  it("speaks https: an SDK client signs in, and calls a tool", async () => {
    const server = await startHttpsServer();
    expect(server.endpoints.mcp).toMatch(/^https:\/\/localhost:\d+\/mcp$/);
    for (const kind of ["streamable-http", "legacy-sse"] as const) {
      const { client } = await connectAs(seed.users.ada, server.endpoints, kind);
      expect(await displayName(client)).toBe("Ada Lovelace");
    }
  });

  it("sets cookies that only https carries, and that no other host can set", async () => {
    const server = await startHttpsServer();
    const page = await fetch(authorizationUrl(server.endpoints, await register(server.endpoints)));
    expect(page.headers.getSetCookie().join("\n")).toMatch(
      /^__Host-mcp-consent-[\w-]{16}=[^;]+; Max-Age=600; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Strict$/,
    );
  });

  it("does not force https on everything else that is ever developed on localhost", async () => {
    const server = await startHttpsServer();
    const response = await fetch(server.endpoints.issuer);
    expect(response.headers.get("strict-transport-security")).toBeNull();
  });

  it("does not answer http", async () => {
    const server = await startHttpsServer();
    await expect(fetch(server.endpoints.issuer.replace("https:", "http:"))).rejects.toThrow("fetch failed");
  });

  it("finishes the call that is under way when it is asked to stop, and keeps no idle connection", async () => {
    const server = await startHttpsServer();
    const { client } = await connectAs(seed.users.ada, server.endpoints, "streamable-http");
    const hold = entra.faults.add({ endpoint: "graph-me", latencySeconds: 600, times: 1 });
    const call = displayName(client);
    await expect.poll(() => server.eventsNamed("tool_allowed")).toHaveLength(1);
    const impatience = vi.spyOn(Server.prototype, "closeAllConnections");
    onTestFinished(() => impatience.mockRestore());
    const closed = server.close();
    hold.remove();
    expect(await call).toBe("Ada Lovelace");
    await closed;
    expect(impatience).not.toHaveBeenCalled();
  });
});
