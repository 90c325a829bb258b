import process from "node:process";
import { serveStdio, StdioServerTransport } from "@modelcontextprotocol/server/stdio";
import type { Backstage } from "./backstage.ts";
import type { CommandLine } from "./command-line.ts";
import { createLocalServer } from "./local-server.ts";
import { onDemand } from "./on-demand.ts";
import { reserveStdout } from "./reserve-stdout.ts";
import { whenTheClientLeaves } from "./when-the-client-leaves.ts";

/**
 * Clients ask for the tools as early as possible, and some show nothing before. So all other work comes after
 * that.
 */
const headStartMs = 100;

/**
 * Serves one MCP client on stdin and stdout until it leaves. Then the process ends with 0. The server already
 * answers while it reads the configuration and looks for Entra, because some clients wait only a few seconds.
 *
 * @throws ConfigurationError if no sign-in is possible with this configuration.
 */
export async function start(commandLine: CommandLine, environment: NodeJS.ProcessEnv): Promise<void> {
  const protocol = reserveStdout(process);
  let opened: Backstage | undefined;
  const backstage = onDemand(async () => {
    const { openBackstage } = await import("./backstage.ts");
    opened = openBackstage(commandLine, environment);
    return opened;
  });
  const server = serveStdio(
    createLocalServer(async () => backstage()),
    { transport: new StdioServerTransport(process.stdin, protocol) },
  );
  const close = async (): Promise<void> => {
    await server.close();
    await opened?.close();
  };
  // A server that its client has to kill looks like a broken server.
  whenTheClientLeaves(process, async () => {
    const { endProcess } = await import("@mcp-entra/auth-core/without-msal");
    await endProcess({ close, logger: opened?.logger });
  });
  await new Promise((resolve) => setTimeout(resolve, headStartMs));
  const { check } = await backstage();
  await check();
}
