import { existsSync } from "node:fs";
import process from "node:process";
import {
  createAuditLog,
  createLogger,
  describeFatalError,
  type EntraConfig,
  logSink,
  trustDevelopmentCa,
} from "@mcp-entra/auth-core";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import open from "open";
import { AuthenticationService } from "./authentication-service.ts";
import type { CommandLine } from "./command-line.ts";
import { loadLocalServerEnvironment, readLocalServerConfig } from "./config.ts";
import { describeStart } from "./describe-start.ts";
import { createLocalServer } from "./local-server.ts";
import { describeMachine } from "./sign-in/machine.ts";
import { whenTheClientLeaves } from "./when-the-client-leaves.ts";

const longestGoodbyeMs = 2_000;

/**
 * Serves one MCP client over stdin and stdout until it leaves; then the process ends with 0. It ends with 1 when Entra
 * cannot be found: the client is served while that is found out, since some wait only seconds for an answer.
 *
 * @throws ConfigurationError when the server cannot start as it is configured.
 */
export async function start(commandLine: CommandLine): Promise<void> {
  const environment = loadLocalServerEnvironment(commandLine.envFile, process.env);
  const { entra, logLevel } = readLocalServerConfig(environment);
  trustConfiguredCa(entra);
  writeLine(describeStart(process.stdin.isTTY, process.execPath));

  const logger = createLogger("local-server", logLevel);
  const recordEvent = createAuditLog([logSink(logger)]);
  const creating = AuthenticationService.create(entra, {
    signInOption: commandLine.signIn,
    machine: describeMachine(environment, process.platform, existsSync),
    recordEvent,
    log: (message) => logger.debug({ msal: message }, "MSAL"),
  });
  const server = createLocalServer({
    authenticationService: creating,
    graphBaseUrl: entra.graphBaseUrl,
    recordEvent,
    openUrl: open,
    writeLine,
  });

  let authenticationService: AuthenticationService | undefined;
  whenTheClientLeaves(process, async () => {
    // Whatever may hang then: a server that its client has to kill looks broken.
    setTimeout(() => process.exit(0), longestGoodbyeMs);
    await authenticationService?.close();
    await server.close();
    process.exit(0);
  });
  await server.connect(new StdioServerTransport());
  authenticationService = await creating;
}

/** The last words of a process that cannot go on. Waits until they are written: stderr may be a slow pipe. */
export function fail(error: unknown): void {
  process.stderr.write(`${describeFatalError(error)}\n`, () => process.exit(1));
}

/** One line for people. stdout carries the protocol: one stray word there would break the client's parser. */
function writeLine(line: string): void {
  process.stderr.write(`${line}\n`);
}

function trustConfiguredCa({ developmentCaFile }: EntraConfig): void {
  if (developmentCaFile === undefined) return;
  trustDevelopmentCa(developmentCaFile);
  writeLine(
    `WARNING: MOCK_ENTRA_CA is set, so this process trusts the development CA in ${developmentCaFile}. Never set it where real users sign in.`,
  );
}
