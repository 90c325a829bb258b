import { trustDevelopmentCa } from "@mcp-entra/auth-core/without-msal";
import { createHttpBrowser, signIn } from "@mcp-entra/mock-entra/browser";
import { seed } from "@mcp-entra/mock-entra/seed";
import { connectMcpClient, type McpConnection } from "../client/mcp-client.ts";
import { describeClaims, latestToken } from "./describe-token.ts";
import type { Stage } from "./stage.ts";
import { startEntraTokensServer } from "./start-remote-server.ts";
import { tellOfRefusals } from "./tell-of-refusals.ts";
import { readDirectoryPage, readUserDetails } from "./tool-result.ts";

const { api, client } = seed.applications;

/** Scenario 3: the remote server with tokens from Entra, in six steps, like the others. */
export async function runEntraTokensScenario(stage: Stage): Promise<void> {
  const { mock, processes, tell } = stage;
  tell.heading("Scenario 3: a remote MCP server that takes Entra's own tokens");
  trustDevelopmentCa(mock.environment.remote["MOCK_ENTRA_CA"] ?? "");
  const mcpUrl = await startEntraTokensServer(processes, mock, stage.recording);
  tell.detail(`The operator has registered ${mcpUrl.href} as Application ID URI of “${api.displayName}”.`);
  const connection = await signInAtEntra(stage, mcpUrl);
  try {
    await callTools(connection, stage);
  } finally {
    await connection.close();
  }
}

async function signInAtEntra(stage: Stage, mcpUrl: URL): Promise<McpConnection> {
  const { mock, tell, user } = stage;
  tell.step(1, `The MCP client connects to ${mcpUrl.href} without a token: refused, and led to Entra.`);
  let isFirst = true;
  const browser = createHttpBrowser();
  const connection = await connectMcpClient({
    name: "Demo client",
    serverUrl: mcpUrl,
    registration: { client_id: client.appId },
    // Entra supports PKCE, but its metadata do not say so.
    acceptUnannouncedPkce: true,
    openPage: async (url) => {
      if (isFirst) {
        tell.step(2, `The client sends the browser to Entra itself: ${url.origin}`);
        tell.detail(`${user.givenName} signs in there, and allows the client.`);
      } else tell.detail(`Entra asks ${user.givenName} for: ${url.searchParams.get("scope")}`);
      isFirst = false;
      await signIn(browser, await browser.visit(url.href), user);
    },
    fetch: tellOfRefusals(tell),
  });
  tell.step(3, "Entra has sent the browser back to the client with a code, and the client has exchanged it.");
  tell.detail("What Entra's access token tells the server:");
  tell.detail(describeClaims(latestToken(await mock.trace(), "access_token") ?? {}));
  return connection;
}

async function callTools(connection: McpConnection, { tell, mock }: Stage): Promise<void> {
  const tools = await connection.listTools();
  tell.step(
    4,
    "The server checks key, issuer, audience, client and scopes of each request's token. Its tools:",
  );
  tell.detail(tools.map(({ name }) => name).join(", "));
  const details = readUserDetails(await connection.callTool("getUserDetails"));
  tell.step(5, "getUserDetails exchanges the client's token for one of Graph's, on behalf of the user:");
  tell.detail(describeClaims(latestToken(await mock.trace(), "access_token") ?? {}));
  tell.step(6, "With that token, the server has called Graph /me:");
  tell.detail(JSON.stringify(details, null, 2));
  tell.heading("Scopes: Entra asks for more when a tool needs it");
  const { users } = readDirectoryPage(await connection.callTool("listDirectoryUsers"));
  tell.detail(`${users.length} people in the directory.`);
}
