import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  Client,
  type OAuthClientProvider,
  type OAuthDiscoveryState,
  type StoredOAuthClientInformation,
  type StoredOAuthTokens,
  StreamableHTTPClientTransport,
  UnauthorizedError,
} from "@modelcontextprotocol/client";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { seed } from "../../packages/mock-entra/src/directory/seed.ts";
import { connectMcpClient } from "../../packages/workshop/src/client/mcp-client.ts";
import { everyTool } from "./support/every-tool.ts";
import { createVisitor, type RemotePlay, startRemotePlay } from "./support/play-remote.ts";
import { freePort } from "./support/free-port.ts";

const inspector = join(
  import.meta.dirname,
  "../node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js",
);
const redirectUri = "http://127.0.0.1:9/callback";
let play: RemotePlay;

beforeAll(async () => void (play = await startRemotePlay()));
afterAll(async () => play.stop());

describe("the workshop's client", () => {
  it("signs in and calls every tool, gaining scopes on the way", async () => {
    const visit = createVisitor(seed.users.ada);
    const openPage = async (url: URL): Promise<void> => void (await visit(url));
    const connection = await connectMcpClient({ name: "Proof", serverUrl: play.mcp, openPage });
    onTestFinished(async () => connection.close());
    for (const { name, input, expected } of everyTool) {
      expect((await connection.callTool(name, input)).structuredContent, name).toMatchObject(expected);
    }
  });
});

describe("the SDK's second generation, as it comes,", () => {
  it("signs in and calls every tool, and signs in again whenever a tool wants more scopes", async () => {
    const visit = createVisitor(seed.users.ada, redirectUri);
    const asked: (string | null)[] = [];
    let page: URL | undefined;
    const authProvider = memoryProvider((url) => {
      page = url;
      asked.push(url.searchParams.get("scope"));
    });
    /** Runs it; where the SDK says that the user is needed, fetches the user and runs it once more. */
    const withUser = async <Result>(
      transport: () => StreamableHTTPClientTransport,
      run: () => Promise<Result>,
    ): Promise<Result> => {
      const answer: unknown = await run().catch((error: unknown) => error);
      if (!(answer instanceof UnauthorizedError)) return answer as Result;
      if (page === undefined) throw answer;
      await transport().finishAuth((await visit(page)).searchParams);
      return run();
    };
    let transport = new StreamableHTTPClientTransport(play.mcp, { authProvider });
    let client = new Client({ name: "proof", version: "1" });
    await withUser(
      () => transport,
      async () => {
        client = new Client({ name: "proof", version: "1" });
        transport = new StreamableHTTPClientTransport(play.mcp, { authProvider });
        await client.connect(transport);
      },
    );
    onTestFinished(async () => client.close());
    for (const { name, input, expected } of everyTool) {
      const result = await withUser(
        () => transport,
        async () => client.callTool({ name, arguments: input }),
      );
      expect(result.structuredContent, name).toMatchObject(expected);
    }
    expect(asked).toEqual([
      "User.Read",
      "User.Read User.ReadBasic.All",
      "User.Read User.ReadBasic.All Mail.Send",
    ]);
  });
});

describe("the MCP Inspector's command line", () => {
  it.each(everyTool)("signs in and calls $name, with its scopes in the configuration", async (tool) => {
    const home = mkdtempSync(join(tmpdir(), "inspector-"));
    onTestFinished(() => rmSync(home, { recursive: true }));
    const config = join(home, "mcp.json");
    const oauth = { scopes: "User.Read User.ReadBasic.All Mail.Send" };
    const remote = { type: "streamable-http", url: play.mcp.href, oauth };
    writeFileSync(config, JSON.stringify({ mcpServers: { remote } }));
    const call = ["--method", "tools/call", "--tool-name", tool.name];
    const input = ["--tool-args-json", JSON.stringify(tool.input)];
    const server = ["--config", config, "--server", "remote", "--format", "json"];
    const { output, code } = await runInspector(home, [...server, ...call, ...input]);
    expect(code, output).toBe(0);
    const answer = output.split("\n").findLast((line) => line.startsWith("{")) ?? "";
    expect(JSON.parse(answer)).toMatchObject({ result: { structuredContent: tool.expected } });
  });
});

/** Where it would open a browser, a person reads the address from its output and goes there. */
async function runInspector(
  home: string,
  options: string[],
): Promise<{ output: string; code: number | null }> {
  const callback = `http://127.0.0.1:${await freePort()}/oauth/callback`;
  const child = spawn(process.execPath, [inspector, "--cli", "--callback-url", callback, ...options], {
    env: {
      PATH: process.env["PATH"],
      HOME: home,
      BROWSER: "true",
      MCP_AUTO_OPEN_ENABLED: "true",
      MCP_INSPECTOR_SECRET_STORE: "memory",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const visit = createVisitor(seed.users.ada);
  let output = "";
  let isVisiting = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data: Buffer) => {
      output += data.toString();
      const page = /navigate to: (http\S+)\s/.exec(output)?.[1];
      if (page === undefined || isVisiting) return;
      isVisiting = true;
      void visit(new URL(page));
    });
  }
  await once(child, "close");
  return { output, code: child.exitCode };
}

function memoryProvider(visit: (url: URL) => void): OAuthClientProvider {
  let registration: StoredOAuthClientInformation | undefined;
  let tokens: StoredOAuthTokens | undefined;
  let discovered: OAuthDiscoveryState | undefined;
  let verifier = "";
  return {
    redirectUrl: redirectUri,
    clientMetadata: { client_name: "Proof", redirect_uris: [redirectUri] },
    state: () => crypto.randomUUID(),
    clientInformation: () => registration,
    saveClientInformation: (information) => void (registration = information),
    tokens: () => tokens,
    saveTokens: (received) => void (tokens = received),
    redirectToAuthorization: visit,
    saveCodeVerifier: (codeVerifier) => void (verifier = codeVerifier),
    codeVerifier: () => verifier,
    saveDiscoveryState: (state) => void (discovered = state),
    discoveryState: () => discovered,
  };
}
