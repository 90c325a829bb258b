import { connectMcpClient, type McpConnection } from "../client/mcp-client.ts";
import { describeClaims, describeOpaqueToken, latestToken } from "./describe-token.ts";
import { createSimulatedUser, type SimulatedUser } from "./simulated-user.ts";
import type { Stage } from "./stage.ts";
import { startRemoteServer } from "./start-remote-server.ts";
import { tellOfRefusals } from "./tell-of-refusals.ts";
import { readUserDetails } from "./tool-result.ts";
import { tellOfColleague, tellOfStepUp } from "./who-may-what.ts";

/**
 * Scenario 2: the server runs on another machine, and clients use HTTP. The numbers are those of Microsoft's
 * lesson.
 */
export async function runRemoteScenario(stage: Stage): Promise<void> {
  const { mock, processes, tell, user } = stage;
  tell.heading("Scenario 2: a remote MCP server (HTTP, confidential client)");
  const mcpUrl = await startRemoteServer(processes, mock, { recording: stage.recording });
  const simulatedUser = createSimulatedUser(user);
  const connection = await signInStepByStep(stage, mcpUrl, simulatedUser);
  try {
    await callTool(connection, stage);
    await tellOfStepUp(connection, simulatedUser, stage);
    await tellOfColleague(mcpUrl, stage);
  } finally {
    await connection.close();
  }
}

async function signInStepByStep(
  stage: Stage,
  mcpUrl: URL,
  simulatedUser: SimulatedUser,
): Promise<McpConnection> {
  const { mock, tell, user } = stage;
  tell.step(
    1,
    `The MCP client connects to ${mcpUrl.href} without a session: refused, and led to the sign-in.`,
  );
  const callback = `${mcpUrl.origin}/auth/callback`;
  simulatedUser.watch({
    consentPage: (title) => {
      tell.detail(`Before Entra, the server itself asks: “${title}”`);
      tell.detail(`${user.givenName} presses Allow.`);
    },
    signInPage: (url, title) => {
      tell.step(2, `The server has sent the browser on to Entra: ${url.origin}`);
      tell.detail(`${user.givenName} types name and password on the page “${title}”.`);
    },
    navigation: (url) => {
      if (url.startsWith(callback)) tell.step(3, `Entra sends the browser back to ${callback} with a code.`);
    },
  });
  const connection = await connectMcpClient({
    name: "Demo client",
    serverUrl: mcpUrl,
    openPage: simulatedUser.openPage,
    fetch: tellOfRefusals(tell),
  });
  simulatedUser.watch({});
  tell.step(
    4,
    "The server exchanges Entra's code, keeps Entra's tokens, and gives the client a session token.",
  );
  tell.detail("What Entra's id token told the server:");
  tell.detail(describeClaims(latestToken(await mock.trace(), "id_token") ?? {}));
  tell.detail(`What the client got: ${describeOpaqueToken(connection.accessToken())}`);
  return connection;
}

async function callTool(connection: McpConnection, { tell }: Stage): Promise<void> {
  const tools = await connection.listTools();
  tell.step(
    5,
    "The client sends the session token in the Authorization header of every request. Tools that it finds:",
  );
  tell.detail(tools.map(({ name }) => name).join(", "));
  const details = readUserDetails(await connection.callTool("getUserDetails"));
  tell.step(6, "getUserDetails finds Entra's token behind the session token and calls Graph /me:");
  tell.detail(JSON.stringify(details, null, 2));
}
