import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { seed } from "../../../packages/mock-entra/src/directory/seed.ts";
import { freePort } from "../support/free-port.ts";
import { createVisitor } from "../support/play-remote.ts";
import { allScopes, type RealClient } from "./real-client.ts";

const inspector = join(
  import.meta.dirname,
  "../../node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js",
);

/** The Inspector's client id at the authorization server, if it does not register itself. */
export interface Registered {
  clientId: string;
  scopes: string;
  /** The file with the certificates of that server. */
  caPath: string;
  /** Completes the pages of that server. */
  visit: (url: URL) => Promise<unknown>;
}

/** The MCP Inspector's command line. It signs in for each call, with the scopes in its configuration. */
export function useInspector(mcp: URL, era: "legacy" | "modern", registered?: Registered): RealClient {
  const scopes = registered?.scopes ?? allScopes;
  return {
    speaks: undefined,
    callTool: async (name, input) => {
      const home = mkdtempSync(join(tmpdir(), "inspector-"));
      onTestFinished(() => rmSync(home, { recursive: true }));
      const config = join(home, "mcp.json");
      const remote = { type: "streamable-http", url: mcp.href, oauth: { scopes } };
      writeFileSync(config, JSON.stringify({ mcpServers: { remote } }));
      const server = ["--config", config, "--server", "remote", "--protocol-era", era, "--format", "json"];
      const call = ["--method", "tools/call", "--tool-name", name, "--tool-args-json", JSON.stringify(input)];
      const known = registered === undefined ? [] : ["--client-id", registered.clientId];
      const { output, code } = await run(home, [...known, ...server, ...call], registered);
      const answer = output.split("\n").findLast((line) => line.startsWith("{"));
      if (code !== 0 || answer === undefined) throw new Error(output);
      const { result }: { result: unknown } = JSON.parse(answer);
      return result;
    },
    askedFor: () => [scopes],
  };
}

/** The Inspector would open a browser. Here, the proof reads the address from its output and visits it. */
async function run(
  home: string,
  options: string[],
  registered?: Registered,
): Promise<{ output: string; code: number | null }> {
  const callback = `http://127.0.0.1:${await freePort()}/oauth/callback`;
  const child = spawn(process.execPath, [inspector, "--cli", "--callback-url", callback, ...options], {
    env: {
      PATH: process.env["PATH"],
      HOME: home,
      BROWSER: "true",
      MCP_AUTO_OPEN_ENABLED: "true",
      MCP_INSPECTOR_SECRET_STORE: "memory",
      NODE_EXTRA_CA_CERTS: registered?.caPath,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const visit = registered?.visit ?? createVisitor(seed.users.ada);
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
