import process from "node:process";
import { serveStdio, StdioServerTransport } from "@modelcontextprotocol/server/stdio";
import type { Backstage } from "./backstage.ts";
import type { CommandLine } from "./command-line.ts";
import { createLocalServer } from "./local-server.ts";
import { onDemand } from "./on-demand.ts";
import { reserveStdout } from "./reserve-stdout.ts";
import { whenTheClientLeaves } from "./when-the-client-leaves.ts";

/** Clients ask for the tools as soon as they can, and some show nothing before; what is not needed for that comes after it. */
const headStartMs = 100;

/**
 * Serves one MCP client over stdin and stdout until it leaves; then the process ends with 0. The client is served while the
 * configuration is read and Entra is looked for, since some wait only seconds for an answer.
 *
 * @throws ConfigurationError when this server can never sign anybody in as it is configured.
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
  // A server that its client has to kill looks broken.
  whenTheClientLeaves(process, async () => {
    const { endProcess } = await import("@mcp-entra/auth-core/without-msal");
    await endProcess({ close, logger: opened?.logger });
  });
  await new Promise((resolve) => setTimeout(resolve, headStartMs));
  const { check } = await backstage();
  await check();
}
