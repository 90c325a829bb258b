import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { OAuthClientProvider } from "@modelcontextprotocol/sdk/client/auth.js";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { OAuthClientInformationMixed, OAuthTokens } from "@modelcontextprotocol/sdk/shared/auth.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { findChromium } from "./find-chromium.ts";

const packages = join(import.meta.dirname, "../../packages");
const screenshots = join(import.meta.dirname, "../reports/screenshots");
const chromiumPath = findChromium();
const user = { name: "grace@mcpworkshop.onmicrosoft.com", password: "workshop-only-not-a-secret-grace" };

interface Announcement {
  environment: { local: Record<string, string>; remote: Record<string, string> };
}

let browser: Browser;
let mock: { child: ChildProcess; environment: Announcement["environment"] };

/** Starts one of the programs. @returns the first line that `isReady`. */
async function start(program: string, options: string[], env: NodeJS.ProcessEnv, isReady: RegExp) {
  const child = spawn(process.execPath, [join(packages, program, "src/main.ts"), ...options], { env });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on("line", (line) => isReady.test(line) && resolve(line));
  }
  child.once("close", () => reject(new Error(`${program} ended before it was ready`)));
  return { child, line: await promise };
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = once(child, "close");
  child.kill("SIGTERM");
  await ended;
}

async function typePassword(page: Page): Promise<void> {
  await page.getByLabel("User name").fill(user.name);
  await page.getByLabel("Password").fill(user.password);
  await page.keyboard.press("Enter");
}

async function listenForCode(): Promise<{ server: Server; redirectUri: string; code: Promise<string> }> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const redirectUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`;
  const { promise: code, resolve } = Promise.withResolvers<string>();
  server.on("request", (request, response) => {
    response.end("Signed in.");
    const received = new URL(request.url ?? "/", redirectUri).searchParams.get("code");
    if (received !== null) resolve(received);
  });
  return { server, redirectUri, code };
}

beforeAll(async () => {
  if (chromiumPath === undefined) return;
  mkdirSync(screenshots, { recursive: true });
  // As root, which a container often is, Chromium has no sandbox; nothing but our own pages is opened.
  browser = await chromium.launch({
    executablePath: chromiumPath,
    args: ["--no-sandbox", "--disable-background-networking"],
  });
  const ports = ["--back-channel-port", "0", "--front-channel-port", "0", "--json"];
  const { child, line } = await start("mock-entra", ports, process.env, /^\{/);
  mock = { child, environment: (JSON.parse(line) as Announcement).environment };
});
afterAll(async () => {
  if (chromiumPath === undefined) return;
  await browser.close();
  await stop(mock.child);
});

describe.skipIf(chromiumPath === undefined)("in a real Chromium", () => {
  it("a user of the local server signs in, and MSAL's loopback listener gets the code", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const client = new Client(
      { name: "proof", version: "1" },
      { capabilities: { elicitation: { url: {} } } },
    );
    onTestFinished(async () => client.close());
    const signedIn = Promise.withResolvers<void>();
    client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
      if (!("url" in params)) return { action: "decline" };
      const visit = async (): Promise<void> => {
        await page.goto(params.url);
        await page.screenshot({ path: join(screenshots, "sign-in.png") });
        await typePassword(page);
        await page.waitForURL(/^http:\/\/localhost:\d+\//);
      };
      visit().then(signedIn.resolve, signedIn.reject);
      return { action: "accept" };
    });
    const env = { PATH: process.env["PATH"] ?? "", ...mock.environment.local, TOKEN_CACHE: "memory" };
    const args = [join(packages, "local-server/src/main.ts"), "--sign-in", "browser"];
    await client.connect(
      new StdioClientTransport({ command: process.execPath, args, env, stderr: "ignore" }),
    );
    const [result] = await Promise.all([
      client.callTool({ name: "GetUserDetailsFromGraph" }),
      signedIn.promise,
    ]);
    expect(result.structuredContent).toMatchObject({ displayName: "Grace Hopper" });
    await context.close();
  });

  it("a user of the remote server signs in, allows the client first, and both cookies survive the way through another site", async () => {
    const remote = { ...process.env, ...mock.environment.remote, PORT: "0", LOG_LEVEL: "silent" };
    const { child, line } = await start("remote-server", [], remote, /MCP endpoint/);
    const { server, redirectUri, code } = await listenForCode();
    onTestFinished(async () => {
      server.close();
      server.closeAllConnections();
      await stop(child);
    });
    const mcpUrl = new URL(/http:\S+/.exec(line)?.[0] ?? "");
    const page = await (await browser.newContext()).newPage();
    let pageToVisit = "";
    const provider = memoryProvider(redirectUri, (url) => (pageToVisit = url));
    const first = new StreamableHTTPClientTransport(mcpUrl, { authProvider: provider });
    await expect(new Client({ name: "proof", version: "1" }).connect(first)).rejects.toThrow("Unauthorized");
    await page.goto(pageToVisit);
    await page.screenshot({ path: join(screenshots, "consent.png"), fullPage: true });
    await page.getByRole("button", { name: "Allow", exact: true }).click();
    await page.getByLabel("User name").waitFor();
    expect(new URL(page.url()).hostname).toBe("127.0.0.1");
    await typePassword(page);
    await first.finishAuth(await code);
    const client = new Client({ name: "proof", version: "1" });
    await client.connect(new StreamableHTTPClientTransport(mcpUrl, { authProvider: provider }));
    const result = await client.callTool({ name: "getUserDetails" });
    expect(result.structuredContent).toMatchObject({ displayName: "Grace Hopper" });
    await client.close();
    await page.context().close();
  });
});

function memoryProvider(redirectUri: string, visit: (url: string) => void): OAuthClientProvider {
  let registration: OAuthClientInformationMixed | undefined;
  let tokens: OAuthTokens | undefined;
  let verifier = "";
  return {
    redirectUrl: redirectUri,
    clientMetadata: { client_name: "Proof", redirect_uris: [redirectUri] },
    clientInformation: () => registration,
    saveClientInformation: (information) => void (registration = information),
    tokens: () => tokens,
    saveTokens: (received) => void (tokens = received),
    redirectToAuthorization: (url) => visit(url.href),
    saveCodeVerifier: (codeVerifier) => void (verifier = codeVerifier),
    codeVerifier: () => verifier,
  };
}
