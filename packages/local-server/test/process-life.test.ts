import { once } from "node:events";
import { seed } from "@mcp-entra/mock-entra";
import { describe, expect, it } from "vitest";
import { eventually } from "./support/eventually.ts";
import { answersOn, listenerPortOf } from "./support/listeners.ts";
import { createSimulatedUser } from "./support/simulated-user.ts";
import { type ServerProcess, serveMockEntra, spawnServer } from "./support/server-process.ts";

const ids = { AZURE_TENANT_ID: seed.tenant.id, AZURE_CLIENT_ID: seed.applications.local.appId };

describe("a server that cannot start as it is configured", () => {
  it.each([
    [
      "the tenant is missing",
      { AZURE_CLIENT_ID: ids.AZURE_CLIENT_ID },
      "AZURE_TENANT_ID is not set. Expected the Directory",
    ],
    [
      "the client id is no GUID",
      { ...ids, AZURE_CLIENT_ID: "My Local MCP Server" },
      'AZURE_CLIENT_ID is "My Local MCP Server". Expected the Application',
    ],
    [
      "the CA is no file",
      {
        ...ids,
        AZURE_AUTHORITY_HOST: "https://localhost:1024",
        GRAPH_BASE_URL: "https://localhost:1024",
        MOCK_ENTRA_CA: "missing.pem",
      },
      'MOCK_ENTRA_CA is "missing.pem", but there is no such file. Expected',
    ],
    [
      "the CA could vouch for the real Entra",
      { ...ids, MOCK_ENTRA_CA: "ca.pem" },
      "MOCK_ENTRA_CA is set, but AZURE_AUTHORITY_HOST is",
    ],
  ])("says so and ends with 1, without a stack trace: %s", async (_, environment, sentence) => {
    const server = spawnServer({ environment });
    expect(await server.exit).toBe(1);
    expectOnlyAMessage(server, sentence);
  });

  it("says so when Entra knows no such tenant", async () => {
    const { environment } = await serveMockEntra();
    const server = spawnServer({
      environment: { ...environment, AZURE_TENANT_ID: "3f2c6a1e-7b84-4d59-9e0a-5c1d8b7f2e64" },
    });
    expect(await server.exit).toBe(1);
    expectOnlyAMessage(server, "does not know this tenant (AADSTS90002)");
  });

  it("says so when an argument is wrong, before it looks at anything else", async () => {
    const server = spawnServer({ arguments: ["--sign-in", "telepathy"] });
    expect(await server.exit).toBe(1);
    expectOnlyAMessage(server, "Allowed choices are auto, broker, client, browser, device-code.");
  });
});

describe("a server that does not find Entra", () => {
  it("stays, tells a person on stderr, and answers each call with the reason", async () => {
    const server = spawnServer({ environment: { ...ids, AZURE_AUTHORITY_HOST: "https://127.0.0.1:1024" } });
    const reason =
      'AZURE_AUTHORITY_HOST is \\"https://127.0.0.1:1024\\", but no server answers there (ECONNREFUSED).';
    introduce(server);
    for (const id of [2, 3]) {
      callTool(server, id);
      await eventually(() => expect(server.stdout()).toContain(`"id":${id}`));
    }
    expect(server.stdout().split(reason)).toHaveLength(3);
    await eventually(() =>
      expect(server.stderr()).toMatch(
        /^WARNING: AZURE_AUTHORITY_HOST is .* no need to restart this server\.$/m,
      ),
    );
    server.child.stdin.end();
    expect(await server.exit).toBe(0);
  });

  it("says so when Entra's certificate is not trusted, and which variable would help", async () => {
    const { environment } = await serveMockEntra();
    const { MOCK_ENTRA_CA: _left, ...withoutCa } = environment;
    const server = spawnServer({ environment: withoutCa });
    await eventually(() =>
      expect(server.stderr()).toContain("for a development CA, set MOCK_ENTRA_CA to its PEM file"),
    );
    expect(server.child.exitCode).toBeNull();
  });

  it("names the proxy that is dead", async () => {
    const proxy = { NODE_USE_ENV_PROXY: "1", HTTPS_PROXY: "http://ada:secret@127.0.0.1:1024" };
    const server = spawnServer({ environment: { ...ids, ...proxy } });
    await eventually(() =>
      expect(server.stderr()).toContain(
        "but the request through the proxy http://127.0.0.1:1024 (HTTPS_PROXY) failed",
      ),
    );
    expect(server.stderr()).not.toContain("secret");
  });
});

describe("--help and --version", () => {
  it("go to stdout, as answers to a person, and end with 0", async () => {
    const help = spawnServer({ arguments: ["--help"] });
    const version = spawnServer({ arguments: ["--version"] });
    expect([await help.exit, await version.exit]).toEqual([0, 0]);
    expect(help.stdout()).toMatch(/^Usage: local-server \[options\]\n/);
    expect(help.stdout()).toContain("--sign-in <way>");
    expect(version.stdout()).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(help.stderr() + version.stderr()).toBe("");
  });
});

describe("stdout", () => {
  it("carries only JSON-RPC, from the first byte to the last, whatever happens in between", async () => {
    const { environment } = await serveMockEntra();
    const server = spawnServer({
      arguments: ["--sign-in", "client"],
      environment: { ...environment, LOG_LEVEL: "debug" },
    });
    const url = await startCall(server);
    const person = createSimulatedUser();
    person.signInAt(url);
    await eventually(() => expect(server.stdout()).toContain("Ada Lovelace"));
    send(server, { jsonrpc: "2.0", id: 3, method: "no/such/method" });
    await eventually(() => expect(server.stdout()).toContain('"id":3'));
    server.child.stdin.end();
    expect(await server.exit).toBe(0);
    const lines = server.stdout().split("\n");
    expect(lines.pop()).toBe("");
    expect(lines.length).toBeGreaterThanOrEqual(4);
    for (const line of lines) expect(JSON.parse(line)).toHaveProperty("jsonrpc", "2.0");
  });
});

describe("the end of the server", () => {
  it.each(["SIGINT", "SIGTERM"] as const)(
    "by %s ends a waiting sign-in, and with it its listener, and exits with 0",
    async (signal) => {
      const { environment } = await serveMockEntra();
      const server = spawnServer({ arguments: ["--sign-in", "client"], environment });
      const port = listenerPortOf(await startCall(server));
      expect(await answersOn(port)).toBe(true);
      server.child.kill(signal);
      // The listener ends with its process. The port is not asked: it may belong to another process by now.
      expect(await server.exit).toBe(0);
    },
  );

  it.each([
    [["stdin", "stdout", "stderr"]],
    [["stderr", "stdout", "stdin"]],
    [["stdout", "stdin"]],
    [["stderr", "stdin"]],
    [["stdin"]],
  ] as const)("comes when the client vanishes right after an answer, and leaves %s", async (pipes) => {
    const server = spawnServer({ environment: { ...ids, AZURE_AUTHORITY_HOST: "https://127.0.0.1:1024" } });
    introduce(server);
    callTool(server, 2);
    await eventually(() => expect(server.stdout()).toContain('"id":2'));
    const ended = once(server.child, "exit");
    for (const pipe of pipes) server.child[pipe].destroy();
    expect(await ended).toEqual([0, null]);
  });

  it("does not come with the end of its log's reader", async () => {
    const server = spawnServer({ environment: { ...ids, AZURE_AUTHORITY_HOST: "https://127.0.0.1:1024" } });
    server.child.stderr.destroy();
    introduce(server);
    for (const id of [2, 3]) {
      callTool(server, id);
      await eventually(() => expect(server.stdout()).toContain(`"id":${id}`));
    }
    expect(server.child.exitCode).toBeNull();
  });

  it("comes when the client closes stdin, sign-in or not", async () => {
    const { environment } = await serveMockEntra();
    const idle = spawnServer({ environment });
    idle.child.stdin.end();
    expect(await idle.exit).toBe(0);
    const waiting = spawnServer({ arguments: ["--sign-in", "client"], environment });
    await startCall(waiting);
    waiting.child.stdin.end();
    expect(await waiting.exit).toBe(0);
  });
});

function expectOnlyAMessage(server: ServerProcess, sentence: string): void {
  expect(server.stderr()).toContain(sentence);
  expect(server.stderr()).not.toMatch(/^\s+at /m);
  expect(server.stdout()).toBe("");
}

function send(server: ServerProcess, message: object): void {
  server.child.stdin.write(`${JSON.stringify(message)}\n`);
}

function callTool(server: ServerProcess, id: number): void {
  send(server, { jsonrpc: "2.0", id, method: "tools/call", params: { name: "GetUserDetailsFromGraph" } });
}

function introduce(server: ServerProcess): void {
  send(server, {
    jsonrpc: "2.0",
    id: 1,
    method: "initialize",
    params: {
      protocolVersion: "2025-11-25",
      capabilities: { elicitation: { url: {} } },
      clientInfo: { name: "by-hand", version: "1.0.0" },
    },
  });
  send(server, { jsonrpc: "2.0", method: "notifications/initialized" });
}

/** Sends only the messages that make the server ask its user to sign in. @returns the address that the server asks to open. */
async function startCall(server: ServerProcess): Promise<string> {
  introduce(server);
  callTool(server, 2);
  return eventually(() => {
    const url = /"url":"([^"]+)"/.exec(server.stdout())?.[1];
    if (url === undefined) throw new Error(`The server has not asked for a sign-in yet: ${server.stderr()}`);
    return url;
  });
}
