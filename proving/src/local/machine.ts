import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { createHttpBrowser, signIn } from "../../../packages/mock-entra/src/browser/index.ts";
import { createMockEntra, type MockEntra, seed } from "../../../packages/mock-entra/src/index.ts";
import { bareEnvironment } from "../support/programs.ts";

export const localServer = join(import.meta.dirname, "../../../packages/local-server/src/main.ts");
export const tool = { name: "GetUserDetailsFromGraph" };

/** A simulated machine for the local server, with its own home folder, temporary folder and Entra. */
export interface Machine {
  mock: MockEntra;
  /** All folders that a program on it can write to. */
  folder: string;
  /** The environment of its programs. It has no keyring by default. */
  environment: Record<string, string>;
  cacheFolder: string;
  stop: () => Promise<void>;
}

export async function createMachine(): Promise<Machine> {
  const root = mkdtempSync(join(tmpdir(), "local-machine-"));
  const folder = join(root, "disk");
  for (const name of ["home", "tmp", "run", "work"])
    mkdirSync(join(folder, name), { recursive: true, mode: 0o700 });
  const keyFile = join(root, "cache.key");
  writeFileSync(keyFile, randomBytes(32).toString("base64"), { mode: 0o600 });
  const mock = createMockEntra();
  const entra = await mock.listen({
    backChannelPort: 0,
    frontChannelPort: 0,
    certificateDirectory: join(root, "certificates"),
  });
  return {
    mock,
    folder,
    cacheFolder: join(folder, "home/.local/state/mcp-entra-local-server"),
    environment: {
      ...bareEnvironment,
      HOME: join(folder, "home"),
      TMPDIR: join(folder, "tmp"),
      XDG_RUNTIME_DIR: join(folder, "run"),
      AZURE_TENANT_ID: seed.tenant.id,
      AZURE_CLIENT_ID: seed.applications.local.appId,
      AZURE_AUTHORITY_HOST: entra.authorityHost,
      GRAPH_BASE_URL: entra.graphBaseUrl,
      MOCK_ENTRA_CA: entra.caPath,
      // Always a browser on this machine, also if these proofs run in a container.
      SIGN_IN: "client",
      TOKEN_CACHE_KEY_FILE: keyFile,
    },
    stop: async () => {
      await entra.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

export interface LocalClient {
  client: Client;
  pid: number;
  /** The pages that the server has asked the client to open. */
  urls: string[];
  stderr: () => string;
}

/** An MCP client (SDK 1.x) that starts the server. @param showUrl without it, the client cannot show pages. */
export async function connect(
  { environment, folder }: Machine,
  options: {
    arguments?: string[];
    environment?: Record<string, string>;
    showUrl?: (url: string) => void;
  } = {},
): Promise<LocalClient> {
  const { showUrl } = options;
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [localServer, ...(options.arguments ?? [])],
    env: { ...environment, ...options.environment },
    cwd: join(folder, "work"),
    stderr: "pipe",
  });
  let stderr = "";
  transport.stderr?.on("data", (chunk) => (stderr += String(chunk)));
  const urls: string[] = [];
  const client = new Client(
    { name: "proof", version: "1" },
    { capabilities: showUrl === undefined ? {} : { elicitation: { url: {} } } },
  );
  if (showUrl !== undefined) {
    client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
      if (!("url" in params)) return { action: "decline" };
      urls.push(params.url);
      showUrl(params.url);
      return { action: "accept" };
    });
  }
  await client.connect(transport);
  return { client, pid: transport.pid ?? 0, urls, stderr: () => stderr };
}

/** Ada with a browser without a window. The tool's answer shows the result. */
export function signInAda(url: string): void {
  const browser = createHttpBrowser();
  const visit = async (): Promise<void> =>
    void (await signIn(browser, await browser.visit(url), seed.users.ada));
  visit().catch(() => undefined);
}

/** Ada enters a code, agrees, and signs in. */
export function enterCode(url: string, code: string): void {
  const browser = createHttpBrowser();
  const visit = async (): Promise<void> => {
    const signInPage = await browser.submit(await browser.visit(url), { otc: code });
    const question = await signIn(browser, signInPage, seed.users.ada);
    await browser.submit(question, { action: "continue" });
  };
  visit().catch(() => undefined);
}

/** Runs a command of the server for a person: `--status`, `--sign-out`. */
export function runCommand(
  { environment, folder }: Machine,
  options: string[],
  more: Record<string, string> = {},
): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [localServer, ...options], {
    cwd: join(folder, "work"),
    env: { ...environment, ...more },
    encoding: "utf8",
  });
}

/** All files on the machine that contain one of the texts, in any usual encoding. */
export function filesWith({ folder }: Machine, texts: Iterable<string>): string[] {
  const needles = [...texts].flatMap(waysToWrite);
  return filesIn(folder).filter((path) => {
    const content = readFileSync(path);
    return needles.some((needle) => content.includes(needle));
  });
}

function waysToWrite(text: string): Buffer[] {
  // Base64 depends on the position of a text in a group of three bytes. After four characters, the result no longer depends on the bytes
  // before the text.
  const inBase64 = [0, 1, 2].map((shift) => {
    const shifted = Buffer.concat([Buffer.alloc(shift), Buffer.from(text)]);
    return Buffer.from(shifted.toString("base64").slice(4, 44));
  });
  return [Buffer.from(text), Buffer.from(text, "utf16le")].concat(inBase64);
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
