import process from "node:process";
import { createAuditLog, createLogger, endProcess, logSink } from "@mcp-entra/auth-core/quick-to-load";
import { serveStdio, type StdioServerHandle, StdioServerTransport } from "@modelcontextprotocol/server/stdio";
import type { LocalServerConfig } from "./config.ts";
import { describeStart } from "./describe-start.ts";
import { createLocalServer } from "./local-server.ts";
import { openUrl } from "./open-url.ts";
import { prepareService } from "./prepare-service.ts";
import { reserveStdout } from "./reserve-stdout.ts";
import { trustConfiguredCa } from "./trust-configured-ca.ts";
import { whenTheClientLeaves } from "./when-the-client-leaves.ts";
import { writeLine } from "./write-line.ts";

/** Clients ask for the tools as soon as they can, and some show nothing before; what is not needed for that comes after it. */
const headStartMs = 100;

/**
 * Serves one MCP client over stdin and stdout until it leaves; then the process ends with 0. The client is served while Entra is
 * looked for, since some wait only seconds for an answer.
 *
 * @throws ConfigurationError when this server can never sign anybody in as it is configured.
 */
export async function start(config: LocalServerConfig, environment: NodeJS.ProcessEnv): Promise<void> {
  const { entra } = config;
  const protocol = reserveStdout(process);
  trustConfiguredCa(entra);
  const greeting = describeStart(process.stdin.isTTY, process.execPath);
  if (greeting !== undefined) writeLine(greeting);

  const logger = createLogger("local-server", config.logLevel);
  const recordEvent = createAuditLog([logSink(logger)]);
  const service = prepareService(config, environment, {
    recordEvent,
    log: (message) => logger.debug({ msal: message }, "MSAL"),
    writeLine,
  });
  const createServer = createLocalServer({
    authenticationService: async () => service.get(),
    graphBaseUrl: entra.graphBaseUrl,
    recordEvent,
    openUrl,
    writeLine,
  });
  let server: StdioServerHandle | undefined;
  const close = async (): Promise<void> => {
    await server?.close();
    await service.close();
  };
  // A server that its client has to kill looks broken.
  whenTheClientLeaves(process, async () => endProcess({ close, logger }));
  server = serveStdio(createServer, { transport: new StdioServerTransport(process.stdin, protocol) });
  await new Promise((resolve) => setTimeout(resolve, headStartMs));
  await service.check();
}
