import { join } from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { findChromium } from "./support/find-chromium.ts";
import { launchBrowser, screenshots, type TrustingBrowser, typePassword } from "./support/browser.ts";
import { bareEnvironment, type MockEntra, packages, startMock, stop } from "./support/programs.ts";

const chromiumPath = findChromium();
const user = { name: "grace@mcpworkshop.onmicrosoft.com", password: "workshop-only-not-a-secret-grace" };

let opened: TrustingBrowser;
let mock: MockEntra;

beforeAll(async () => {
  if (chromiumPath === undefined) return;
  opened = await launchBrowser(chromiumPath);
  mock = await startMock();
});
afterAll(async () => {
  if (chromiumPath === undefined) return;
  await opened.close();
  await stop(mock);
});

describe.skipIf(chromiumPath === undefined)("in a real Chromium", () => {
  it("a user of the local server signs in, and MSAL's loopback listener gets the code", async () => {
    const context = await opened.browser.newContext();
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
        await typePassword(page, user);
        await page.waitForURL(/^http:\/\/localhost:\d+\//);
      };
      visit().then(signedIn.resolve, signedIn.reject);
      return { action: "accept" };
    });
    const env = { ...bareEnvironment, ...mock.local, TOKEN_CACHE: "memory" };
    const args = [join(packages, "local-server/src/main.ts"), "--sign-in", "client"];
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
});
