import { execFile } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { Client as NewClient } from "@modelcontextprotocol/client";
import { StdioClientTransport as NewStdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { seed } from "../../../packages/mock-entra/src/index.ts";
import { findChromium } from "../support/find-chromium.ts";
import {
  connect,
  createMachine,
  type LocalClient,
  localServer,
  type Machine,
  runCommand,
  signInAda,
  tool,
} from "./machine.ts";

const ada = { structuredContent: expect.objectContaining({ id: seed.users.ada.id }) };
const inspector = join(import.meta.dirname, "../../node_modules/.bin/mcp-inspector");
const chromiumPath = findChromium();
let machine: Machine;
let browser: Browser | undefined;

beforeAll(async () => {
  machine = await createMachine();
  if (chromiumPath === undefined) return;
  // A container often runs as root, and then Chromium has no sandbox. It opens only our own pages.
  browser = await chromium.launch({
    executablePath: chromiumPath,
    args: ["--no-sandbox", "--disable-background-networking"],
  });
});
afterAll(async () => {
  await browser?.close();
  await machine.stop();
});

async function openPage(): Promise<Page> {
  const context = await browser?.newContext();
  if (context === undefined) throw new Error("There is no Chromium.");
  onTestFinished(async () => context.close());
  return context.newPage();
}

async function typePassword(page: Page): Promise<void> {
  await page.getByLabel("User name").fill(seed.users.ada.userPrincipalName);
  await page.getByLabel("Password").fill(seed.users.ada.password);
  await page.keyboard.press("Enter");
}

async function callOnce(options: Parameters<typeof connect>[1]): Promise<LocalClient & { result: unknown }> {
  const connected = await connect(machine, options);
  const result = await connected.client.callTool(tool);
  await connected.client.close();
  return { ...connected, result };
}

describe.skipIf(chromiumPath === undefined)("in a real Chromium", () => {
  it("the user signs in, and MSAL's loopback listener gets the code", async () => {
    runCommand(machine, ["--sign-out"]);
    const page = await openPage();
    const visited = Promise.withResolvers<void>();
    const visit = async (url: string): Promise<void> => {
      await page.goto(url);
      await typePassword(page);
      await page.waitForURL(/^http:\/\/localhost:\d+\//);
    };
    const showUrl = (url: string): void => void visit(url).then(visited.resolve, visited.reject);
    const [{ result }] = await Promise.all([callOnce({ showUrl }), visited.promise]);
    expect(result).toMatchObject(ada);
    expect(await page.title()).toBe("You are signed in.");
  });

  it("the user enters a device code that came on stderr, and confirms it", async () => {
    runCommand(machine, ["--sign-out"]);
    machine.mock.setLifetimes(seed.applications.local.appId, { devicePollingIntervalSeconds: 1 });
    onTestFinished(() => machine.mock.setLifetimes(seed.applications.local.appId, {}));
    const page = await openPage();
    const { client, stderr } = await connect(machine, { arguments: ["--sign-in", "device-code"] });
    onTestFinished(async () => client.close());
    const calling = client.callTool(tool);
    const announced = /open (\S+) .* the code (\w+)\./;
    await expect.poll(stderr, { timeout: 30_000 }).toMatch(announced);
    const [, url = "", code = ""] = announced.exec(stderr()) ?? [];
    await page.goto(url);
    await page.getByLabel("Code").fill(code);
    await page.keyboard.press("Enter");
    await page.getByLabel("User name").waitFor();
    await typePassword(page);
    await page.getByRole("button", { name: "Continue" }).click();
    expect(await calling).toMatchObject(ada);
  });
});

describe("a user who has signed in once", () => {
  beforeAll(async () => {
    runCommand(machine, ["--sign-out"]);
    await callOnce({ showUrl: signInAda });
  });

  it("needs no sign-in at the second start", async () => {
    const { urls, result } = await callOnce({ showUrl: signInAda });
    expect(result).toMatchObject(ada);
    expect(urls).toEqual([]);
    expect(runCommand(machine, ["--status"]).stdout).toContain(seed.users.ada.userPrincipalName);
  });

  it("is served through a client of SDK 2.x, without a sign-in", async () => {
    const client = new NewClient({ name: "proof", version: "1" });
    await client.connect(
      new NewStdioClientTransport({
        command: process.execPath,
        args: [localServer],
        env: machine.environment,
        cwd: join(machine.folder, "work"),
        stderr: "ignore",
      }),
    );
    onTestFinished(async () => client.close());
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual([tool.name]);
    expect(await client.callTool(tool)).toMatchObject(ada);
  });

  it.each([
    ["as it comes", []],
    ["in MCP 2026-07-28", ["--protocol-era", "modern"]],
  ])("is served through the Inspector's command line, %s, without a sign-in", async (_, era) => {
    const config = join(machine.folder, "work/inspector.json");
    const entry = { type: "stdio", command: process.execPath, args: [localServer], env: machine.environment };
    writeFileSync(config, JSON.stringify({ mcpServers: { "entra-local": entry } }));
    const call = ["--method", "tools/call", "--tool-name", tool.name, "--format", "json"];
    const { stdout } = await promisify(execFile)(
      inspector,
      ["--cli", "--config", config, "--server", "entra-local", ...call, ...era],
      { env: { ...machine.environment, MCP_INSPECTOR_SECRET_STORE: "memory" }, timeout: 60_000 },
    );
    expect(JSON.parse(stdout)).toMatchObject({ result: ada });
  });

  it("keeps their sign-in over the end of an access token: it is renewed silently", async () => {
    machine.mock.setLifetimes(seed.applications.local.appId, { accessTokenSeconds: 60 });
    onTestFinished(() => machine.mock.setLifetimes(seed.applications.local.appId, {}));
    machine.mock.expireAccessTokens();
    const first = await callOnce({ showUrl: signInAda });
    // MSAL treats a token as expired if it has less than five minutes left. So this start has to renew it as well.
    const second = await callOnce({ showUrl: signInAda });
    expect([first.result, second.result]).toEqual([
      expect.objectContaining(ada),
      expect.objectContaining(ada),
    ]);
    expect([...first.urls, ...second.urls]).toEqual([]);
    const grants = machine.mock.trace.entries().map(({ grantType }) => grantType);
    expect(grants.filter((grant) => grant === "refresh_token").length).toBeGreaterThanOrEqual(2);
  });

  it("signs in anew after the end of the refresh token", async () => {
    machine.mock.expireAccessTokens();
    machine.mock.killRefreshTokens({ reason: "expired" });
    const { urls, result } = await callOnce({ showUrl: signInAda });
    expect(result).toMatchObject(ada);
    expect(urls).toHaveLength(1);
  });

  it("signs in anew after --sign-out, which leaves no token file", async () => {
    const { status, stdout } = runCommand(machine, ["--sign-out"]);
    expect(status).toBe(0);
    expect(stdout).toContain(`Signed out ${seed.users.ada.userPrincipalName}.`);
    expect(readdirSync(machine.cacheFolder).filter((name) => !name.endsWith(".lock"))).toEqual([]);
    const { urls, result } = await callOnce({ showUrl: signInAda });
    expect(result).toMatchObject(ada);
    expect(urls).toHaveLength(1);
  });
});
