import process from "node:process";
import {
  createAuditLog,
  createLogger,
  endProcess,
  type EntraConfig,
  logSink,
  trustDevelopmentCa,
} from "@mcp-entra/auth-core/essentials";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import type { AuthenticationService } from "./authentication-service.ts";
import type { LocalServerConfig } from "./config.ts";
import { describeStart } from "./describe-start.ts";
import { createLocalServer } from "./local-server.ts";
import { reserveStdout } from "./reserve-stdout.ts";
import { whenTheClientLeaves } from "./when-the-client-leaves.ts";
import { writeLine } from "./write-line.ts";

/** Clients ask for the tools as soon as they can, and some show nothing before; what is not needed for that comes after it. */
const headStartMs = 100;

/**
 * Serves one MCP client over stdin and stdout until it leaves; then the process ends with 0. It ends with 1 when Entra
 * cannot be found: the client is served while that is found out, since some wait only seconds for an answer.
 *
 * @throws ConfigurationError when the server cannot start as it is configured.
 */
export async function start(config: LocalServerConfig, environment: NodeJS.ProcessEnv): Promise<void> {
  const { entra, logLevel } = config;
  const protocol = reserveStdout(process);
  trustConfiguredCa(entra);
  const greeting = describeStart(process.stdin.isTTY, process.execPath);
  if (greeting !== undefined) writeLine(greeting);

  const logger = createLogger("local-server", logLevel);
  const recordEvent = createAuditLog([logSink(logger)]);
  let creating: Promise<AuthenticationService> | undefined;
  const authenticationService = async (): Promise<AuthenticationService> => {
    creating ??= import("./create-authentication-service.ts").then(async (module) =>
      module.createAuthenticationService(config, {
        environment,
        recordEvent,
        writeLine,
        log: (message) => logger.debug({ msal: message }, "MSAL"),
      }),
    );
    return creating;
  };
  const server = createLocalServer({
    authenticationService,
    graphBaseUrl: entra.graphBaseUrl,
    recordEvent,
    openUrl: async (url) => (await import("open")).default(url),
    writeLine,
  });

  const close = async (): Promise<void> => {
    await server.close();
    await (await creating)?.close();
  };
  // A server that its client has to kill looks broken.
  whenTheClientLeaves(process, async () => endProcess({ close, logger }));
  await server.connect(new StdioServerTransport(process.stdin, protocol));
  await new Promise((resolve) => setTimeout(resolve, headStartMs));
  await authenticationService();
}

function trustConfiguredCa({ developmentCaFile }: EntraConfig): void {
  if (developmentCaFile === undefined) return;
  trustDevelopmentCa(developmentCaFile);
  writeLine(
    `WARNING: MOCK_ENTRA_CA is set, so this process trusts the development CA in ${developmentCaFile}. Never set it where real users sign in.`,
  );
}
