import { existsSync, readFileSync } from "node:fs";
import { Command, InvalidArgumentError } from "commander";
import { createMockEntra } from "../create-mock-entra.ts";
import { compareCommand, recordCommand } from "../recorder/record-commands.ts";
import type { RunningMockEntra } from "../server/listen.ts";
import { defaultCertificateDirectory } from "../server/state-directory.ts";
import { banner } from "./banner.ts";
import { readyLine } from "./ready-line.ts";
import { writeEnvFiles } from "./write-env.ts";
import packageJson from "../../package.json" with { type: "json" };

interface Flags {
  backChannelPort: number;
  frontChannelPort: number;
  certificateDirectory: string;
  seed?: string;
  tenant?: string[];
  state?: string;
  dangerouslyListenOn?: string;
  httpsFrontChannel: boolean;
  publicUrl?: string;
  publicFrontChannelUrl?: string;
  allowLoopbackIdentifierUris: boolean;
  writeEnv?: string | true;
  json: boolean;
}

/** Serves the mock until SIGINT or SIGTERM. A failure gives one line on stderr and exit code 1. */
export async function runCli(argv: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync(argv);
  } catch (error) {
    process.stderr.write(`mock-entra: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

function createProgram(): Command {
  return withAddressOptions(new Command("mock-entra"))
    .description(
      "Microsoft Entra ID and a minimal Microsoft Graph on this machine, for development and teaching only.",
    )
    .version(packageJson.version)
    .option(
      "--certificate-directory <path>",
      "the folder of the development CA",
      defaultCertificateDirectory(),
    )
    .option("--seed <file>", "JSON file with the first directory, in the format of `GET /_mock/directory`")
    .option(
      "--tenant <file>",
      "JSON file with the directory of a further tenant, in the same format; for each tenant once",
      (file: string, files: string[] | undefined) => [...(files ?? []), file],
    )
    .option(
      "--state <file>",
      "keep directories and signing keys in this file across restarts; it contains private keys, passwords and secrets",
    )
    .option(
      "--allow-loopback-identifier-uris",
      "App ID URIs such as http://localhost:3001/mcp, for MCP clients offline; Entra never allows them",
      false,
    )
    .option(
      "--write-env [folder]",
      "write .env.local-server and .env.remote-server here or in this folder; existing files are not changed",
    )
    .option("--json", "when ready, print one line of JSON with the addresses instead of the banner", false)
    .addCommand(recordCommand())
    .addCommand(compareCommand())
    .action(serve);
}

/** The addresses that it listens on, and its public names. */
function withAddressOptions(program: Command): Command {
  return program
    .option(
      "--back-channel-port <port>",
      "https port for applications; 0 means any free port",
      parsePort,
      8443,
    )
    .option("--front-channel-port <port>", "http port for browsers; 0 means any free port", parsePort, 8080)
    .option(
      "--dangerously-listen-on <address>",
      "listen outside loopback, such as on 0.0.0.0 in a container: everybody who can reach it can sign in as any user",
    )
    .option(
      "--https-front-channel",
      "https for the pages too, for clients that refuse http; browsers have to trust the development CA",
      false,
    )
    .option(
      "--public-url <url>",
      "the back channel's name for other containers, such as https://mock-entra:8443; see also --dangerously-listen-on",
    )
    .option("--public-front-channel-url <url>", "the same for the pages, if the browser is in a container");
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/u.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError("Expected a port from 0 to 65535.");
}

async function serve({
  json,
  seed,
  tenant = [],
  state,
  writeEnv,
  allowLoopbackIdentifierUris,
  ...options
}: Flags): Promise<void> {
  const mock = createMockEntra({
    allowLoopbackIdentifierUris,
    ...(seed === undefined ? {} : { directory: readJson("--seed", seed) }),
    furtherTenants: tenant.map((file) => readJson("--tenant", file)),
  });
  const isKept = state !== undefined && existsSync(state);
  const running = await mock.listen({ ...options, ...(state === undefined ? {} : { stateFile: state }) });
  // Before it says that it is ready: a program that waits for this may stop it at once.
  stopOn(["SIGINT", "SIGTERM"], running);
  if (state !== undefined)
    process.stderr.write(
      stateNotice(
        state,
        isKept ? [...(seed === undefined ? [] : ["--seed"]), ...(tenant.length > 0 ? ["--tenant"] : [])] : [],
      ),
    );
  const further = mock
    .tenants()
    .slice(2)
    .map(({ id }) => mock.directoryOf(id));
  process.stdout.write(
    `${json ? readyLine(running, mock.directory) : banner(running, mock.directory, further)}\n`,
  );
  if (writeEnv !== undefined) {
    const folder = writeEnv === true ? "." : writeEnv;
    // Not on stdout: with --json there is one line, for a program.
    process.stderr.write(`${writeEnvFiles(folder, running, mock.directory).join("\n")}\n`);
  }
}

/** For stderr: with --json, stdout has only one line, for a program. */
function stateNotice(file: string, passedOver: readonly string[]): string {
  const notice = `${file} keeps the directories and the signing keys. It holds private keys, passwords and secrets: do not commit it.\n`;
  return passedOver.length > 0
    ? `${notice}The file existed before, so the mock starts with its content. A reset goes back to ${passedOver.join(" and ")}.\n`
    : notice;
}

function readJson(option: string, path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new Error(`Could not read ${option} ${path}: ${error instanceof Error ? error.message : ""}`, {
      cause: error,
    });
  }
}

/** After the ports are closed, nothing keeps the process alive, and it ends with code 0. */
function stopOn(signals: readonly NodeJS.Signals[], running: RunningMockEntra): void {
  for (const signal of signals) {
    process.once(signal, () => {
      running.close().catch((error: unknown) => {
        process.stderr.write(`mock-entra: ${error instanceof Error ? error.message : String(error)}\n`);
        process.exitCode = 1;
      });
    });
  }
}
