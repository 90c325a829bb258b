import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import tls from "node:tls";
import type { Client } from "@modelcontextprotocol/sdk/client/index.js";
import type { BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, onTestFinished } from "vitest";
import { findChromium, findOnPath } from "./find-chromium.ts";
import { launchBrowser, type TrustingBrowser } from "./browser.ts";
import { createMcpClient, listenForAnswers, type McpClient, type RedirectListener } from "./mcp-client.ts";
import { freePort } from "./free-port.ts";
import { type MockEntra, packages, type Program, start, startMock, stop } from "./programs.ts";
import { openSlowLine, type SlowLine } from "./slow-line.ts";

export type Scheme = "http" | "https";

const chromiumPath = findChromium();

/** Whether this machine has all programs. “pnpm prove” names the missing ones. */
export function isPossibleOver(scheme: Scheme): boolean {
  return chromiumPath !== undefined && (scheme === "http" || findOnPath(["certutil"]) !== undefined);
}

/** The mock on 127.0.0.1, the server on localhost, a client on 127.0.0.2, and a browser. */
interface Deployment {
  mock: MockEntra;
  server: Program;
  opened: TrustingBrowser;
  listener: RedirectListener;
  /** The proxy between the browser and the server. */
  line: SlowLine;
  mcpUrl: URL;
}

/**
 * Starts everything before a file's tests and stops it after them.
 *
 * @param answersTakeMs the delay of each answer of the server; over http only.
 */
export function useRemoteServer(scheme: Scheme, answersTakeMs = 0) {
  const usualAuthorities = tls.getCACertificates("default");
  let folder = "";
  let deployment: Deployment | undefined;
  const running = (): Deployment => {
    if (deployment === undefined) throw new Error("Nothing has been started.");
    return deployment;
  };

  beforeAll(async () => {
    if (chromiumPath === undefined || !isPossibleOver(scheme)) return;
    folder = mkdtempSync(join(tmpdir(), "remote-browser-"));
    const certificates = developmentCertificates(join(folder, "certificates"));
    tls.setDefaultCACertificates([...usualAuthorities, readFileSync(certificates.ca, "utf8")]);
    deployment = await deploy(chromiumPath, scheme === "https" ? certificates : undefined, answersTakeMs);
  });
  afterAll(async () => {
    if (deployment === undefined) return;
    tls.setDefaultCACertificates(usualAuthorities);
    deployment.listener.close();
    deployment.line.close();
    await deployment.opened.close();
    await Promise.all([stop(deployment.server), stop(deployment.mock)]);
    rmSync(folder, { recursive: true });
  });

  const newContext = async (options: BrowserContextOptions = {}): Promise<BrowserContext> => {
    const context = await running().opened.browser.newContext(options);
    onTestFinished(async () => context.close());
    return context;
  };

  return {
    running,
    newContext,
    newClient: (name?: string) => createMcpClient(running().mcpUrl, running().listener.redirectUri, name),
  };
}

/** The consent page of a new client. */
export async function openConsent(client: McpClient, context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.goto(await client.startSignIn());
  // The page enables this button after half a second. Before that, the keyboard does not reach it.
  await page.getByRole("button", { name: "Allow", exact: true }).waitFor();
  return page;
}

/** The name in the answer of `getUserDetails`. */
export async function nameOf(client: Client): Promise<unknown> {
  const { structuredContent } = await client.callTool({ name: "getUserDetails" });
  return Object(structuredContent).displayName;
}

interface Certificates {
  ca: string;
  variables: Record<string, string>;
}

async function deploy(
  executablePath: string,
  certificates: Certificates | undefined,
  answersTakeMs: number,
): Promise<Deployment> {
  const mock = await startMock();
  const port = await freePort();
  await registerCallback(mock, port);
  const line = await openSlowLine(port, answersTakeMs);
  const publicUrl = answersTakeMs === 0 ? {} : { PUBLIC_URL: `http://localhost:${line.port}` };
  const own = { ...process.env, ...mock.remote, ...publicUrl, PORT: String(port), LOG_LEVEL: "info" };
  const server = await start("remote-server", [], { ...own, ...certificates?.variables }, /MCP endpoint/);
  return {
    mock,
    server,
    line,
    mcpUrl: new URL(/https?:\S+/.exec(server.line)?.[0] ?? ""),
    opened: await launchBrowser(executablePath, certificates?.ca),
    listener: await listenForAnswers(),
  };
}

/** The files of “pnpm dev-certs”, in a separate folder. */
function developmentCertificates(directory: string): Certificates {
  execFileSync(process.execPath, [
    join(packages, "workshop/src/commands/dev-certs.ts"),
    "--directory",
    directory,
  ]);
  return {
    ca: join(directory, "ca.pem"),
    variables: {
      TLS_CERT_PATH: join(directory, "localhost.pem"),
      TLS_KEY_PATH: join(directory, "localhost-key.pem"),
    },
  };
}

/** Entra compares the callback with the registered ones. For http on loopback it ignores the port, and for https it does not. */
async function registerCallback(mock: MockEntra, port: number): Promise<void> {
  const directory: { applications: { appId: string; web: { redirectUris: string[] } }[] } = JSON.parse(
    await mock.command("GET", "directory"),
  );
  const application = directory.applications.find(({ appId }) => appId === mock.remote["AZURE_CLIENT_ID"]);
  application?.web.redirectUris.push(`https://localhost:${port}/auth/callback`);
  await mock.command("PUT", "directory", directory);
}
