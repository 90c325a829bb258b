import { connectMcpClient, type McpConnection } from "../client/mcp-client.ts";
import { createSimulatedUser, type SimulatedUser } from "./simulated-user.ts";
import type { Stage } from "./stage.ts";
import { readDirectoryPage, readRefusal, readUserDetails } from "./tool-result.ts";

/**
 * What the user allows the client to do: a tool that needs more scopes leads to a sign-in that asks for them.
 */
export async function tellOfStepUp(
  connection: McpConnection,
  simulatedUser: SimulatedUser,
  stage: Stage,
): Promise<void> {
  const { tell, user } = stage;
  tell.heading("Scopes: what the user lets a client do");
  tell.detail(
    `The token covers ${connection.grantedScopes().join(" ")}. The client calls listDirectoryUsers with it:`,
  );
  simulatedUser.watch({
    consentPage: (_title, scopes) => {
      tell.detail(`The server asks ${user.givenName} anew: ${scopes.join("; ")}`);
      tell.detail(`${user.givenName} presses Allow. Entra knows the user already, and asks nothing.`);
    },
  });
  const { users } = readDirectoryPage(await connection.callTool("listDirectoryUsers"));
  tell.detail(`The same call again, with a token for ${connection.grantedScopes().join(" ")}:`);
  tell.detail(`${users.length} people in the directory.`);
}

/** What the organization allows a user to do: a user cannot get a missing role by signing in. */
export async function tellOfColleague(mcpUrl: URL, { tell, user, colleague }: Stage): Promise<void> {
  tell.heading("Roles: what the organization lets a user do");
  const connection = await connectMcpClient({
    name: "Another demo client",
    serverUrl: new URL("/sse", mcpUrl),
    transport: "legacy-sse",
    openPage: createSimulatedUser(colleague).openPage,
  });
  try {
    const { displayName } = readUserDetails(await connection.callTool("getUserDetails"));
    tell.detail(
      `${colleague.givenName} signs in with another client, over the older transport (/sse). Graph knows the user as ${displayName}.`,
    );
    const tools = (await connection.listTools()).map(({ name }) => name);
    tell.detail(`${colleague.givenName} sees: ${tools.join(", ")}`);
    tell.detail(`Calling what only ${user.givenName} sees, listDirectoryUsers, is answered with:`);
    tell.detail(readRefusal(await connection.callTool("listDirectoryUsers")));
  } finally {
    await connection.close();
  }
}
