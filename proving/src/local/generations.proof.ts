import { Client, type VersionNegotiationOptions } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { Client as OlderClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as OlderTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { seed } from "../../../packages/mock-entra/src/index.ts";
import { createMachine, enterCode, localServer, type Machine, signInAda, tool } from "./machine.ts";

const identity = { name: "proof", version: "1" };
const ada = { structuredContent: expect.objectContaining({ id: seed.users.ada.id }) };
let machine: Machine;
beforeAll(async () => void (machine = await createMachine()));
afterAll(async () => machine.stop());

/** A client that starts the server and signs Ada in. The client shows the page, or she reads a code on stderr. */
interface Run {
  result: unknown;
  version: string | undefined;
  pages: string[];
}
type RunClient = (showsPages: boolean) => Promise<Run>;

function startOptions(showsPages: boolean) {
  return {
    command: process.execPath,
    args: [localServer, "--sign-in", showsPages ? "client" : "device-code", "--token-cache", "memory"],
    env: machine.environment,
    cwd: join(machine.folder, "work"),
    stderr: "pipe" as const,
  };
}

/** Signs Ada in with the first code that the server prints. */
function watchForCode(stderr: NodeJS.EventEmitter | null): void {
  let text = "";
  let isEntered = false;
  stderr?.on("data", (chunk) => {
    text += String(chunk);
    const [, url = "", code = ""] = /open (\S+) .* the code (\w+)\./.exec(text) ?? [];
    if (code === "" || isEntered) return;
    isEntered = true;
    enterCode(url, code);
  });
}

function client2(versionNegotiation?: VersionNegotiationOptions): RunClient {
  return async (showsPages) => {
    const pages: string[] = [];
    const client = new Client(identity, {
      capabilities: showsPages ? { elicitation: { url: {} } } : {},
      ...(versionNegotiation && { versionNegotiation }),
    });
    onTestFinished(async () => client.close());
    if (showsPages) {
      client.setRequestHandler("elicitation/create", ({ params }) => {
        if (!("url" in params)) return { action: "decline" };
        pages.push(params.url);
        signInAda(params.url);
        return { action: "accept" };
      });
    }
    const transport = new StdioClientTransport(startOptions(showsPages));
    watchForCode(transport.stderr);
    await client.connect(transport);
    return { result: await client.callTool(tool), version: client.getNegotiatedProtocolVersion(), pages };
  };
}

const client1: RunClient = async (showsPages) => {
  const pages: string[] = [];
  const client = new OlderClient(identity, {
    capabilities: showsPages ? { elicitation: { url: {} } } : {},
  });
  onTestFinished(async () => client.close());
  if (showsPages) {
    client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
      if (!("url" in params)) return { action: "decline" };
      pages.push(params.url);
      signInAda(params.url);
      return { action: "accept" };
    });
  }
  const transport = new OlderTransport(startOptions(showsPages));
  watchForCode(transport.stderr);
  await client.connect(transport);
  // This SDK does not tell its version of MCP, and it knows no newer one.
  return { result: await client.callTool(tool), version: "2025-11-25", pages };
};

describe.each<[string, string, RunClient]>([
  ["client 2.4 as it comes", "2025-11-25", client2()],
  ["client 2.4, told to find out", "2026-07-28", client2({ mode: "auto" })],
  ["client 2.4, pinned to 2026-07-28", "2026-07-28", client2({ mode: { pin: "2026-07-28" } })],
  ["client 1.32.2", "2025-11-25", client1],
])("%s speaks %s over stdio", (_, version, run) => {
  it("and shows its user the page", async () => {
    const { result, version: spoken, pages } = await run(true);
    expect(result).toMatchObject(ada);
    expect(pages).toHaveLength(1);
    expect(spoken).toBe(version);
  });

  it("and leaves its user to the code on stderr when it cannot show pages", async () => {
    machine.mock.setLifetimes(seed.applications.local.appId, { devicePollingIntervalSeconds: 0.2 });
    onTestFinished(() => machine.mock.setLifetimes(seed.applications.local.appId, {}));
    const { result, version: spoken } = await run(false);
    expect(result).toMatchObject(ada);
    expect(spoken).toBe(version);
  });
});
