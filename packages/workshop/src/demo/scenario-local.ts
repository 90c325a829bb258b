import { createHttpBrowser, signIn } from "@mcp-entra/mock-entra/browser";
import { Client, type ElicitResult } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { inheritedEnvironment } from "./child-process.ts";
import { describeClaims, latestToken } from "./describe-token.ts";
import type { Stage } from "./stage.ts";
import { programOf } from "./start-mock.ts";
import { readUserDetails } from "./tool-result.ts";
import packageJson from "../../package.json" with { type: "json" };

/** Scenario 1: the MCP client starts the server itself and talks to it over stdio. Numbered as in Microsoft's lesson. */
export async function runLocalScenario(stage: Stage): Promise<void> {
  stage.tell.heading("Scenario 1: a local MCP server (stdio, public client)");
  const client = clientThatOpensPages(stage);
  // In a container or over SSH, the server would choose the device code. But this demo's client and browser
  // are on this machine.
  const own = [programOf("@mcp-entra/local-server"), "--sign-in", "client"];
  const start = stage.recording?.wrap(process.execPath, own);
  const { command, args, env } = start ?? { command: process.execPath, args: own, env: {} };
  try {
    await client.connect(
      new StdioClientTransport({
        command,
        args,
        // The demo leaves nothing in a folder or a keyring.
        env: { ...inheritedEnvironment(), ...stage.mock.environment.local, TOKEN_CACHE: "memory", ...env },
        // The server's messages on stderr are not shown: here, the narrator explains.
        stderr: "ignore",
      }),
    );
    await callTool(client, stage);
  } finally {
    await client.close();
  }
}

/** An MCP client that declares URL elicitation: it opens the page that a server asks for. */
function clientThatOpensPages(stage: Stage): Client {
  const client = new Client(
    { name: "demo", version: packageJson.version },
    // In MCP 2025-11-25, the SDK's default. To find out that the server speaks a newer version, the SDK would start it twice.
    { capabilities: { elicitation: { url: {} } } },
  );
  client.setRequestHandler("elicitation/create", async ({ params }): Promise<ElicitResult> => {
    if (!("url" in params)) return { action: "decline" };
    const { origin, pathname } = new URL(params.url);
    stage.tell.step(
      3,
      "No user has signed in yet, so MSAL needs the user. The server asks the client to open a page of",
    );
    stage.tell.detail(`Entra's: ${origin}${pathname}`);
    // “accept” means that the user has agreed to open the page. The sign-in on the page comes later.
    setImmediate(() => void visitSignInPage(params.url, stage));
    return { action: "accept" };
  });
  return client;
}

async function visitSignInPage(url: string, { user, tell }: Stage): Promise<void> {
  const browser = createHttpBrowser();
  const page = await browser.visit(url);
  tell.detail(`${user.givenName} types name and password on the page “${page.title}”.`);
  await signIn(browser, page, user);
}

async function callTool(client: Client, { mock, tell }: Stage): Promise<void> {
  tell.step(1, "The MCP client calls the tool GetUserDetailsFromGraph; the tool calls acquireToken first.");
  tell.step(2, "acquireToken asks MSAL for a token that is still valid.");
  const details = readUserDetails(await client.callTool({ name: "GetUserDetailsFromGraph" }));
  tell.step(4, "Entra has issued an access token for Microsoft Graph. What it says:");
  tell.detail(describeClaims(latestToken(await mock.trace(), "access_token") ?? {}));
  tell.step(5, "The tool has called Graph /me with it. The token stays in the server.");
  tell.step(6, "The user's details are back at the MCP client:");
  tell.detail(JSON.stringify(details, null, 2));
}
