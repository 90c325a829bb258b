import { fileURLToPath } from "node:url";

/**
 * The message on stderr for a person who has started this by hand, and only for them.
 *
 * @param inTerminal a person has started this, and may expect something else.
 * @param node the Node that runs this: the Node on a client's PATH may be too old.
 */
export function describeStart(inTerminal: boolean, node: string): string | undefined {
  if (!inTerminal) return undefined;
  const main = fileURLToPath(new URL("main.ts", import.meta.url));
  const clientConfig = { mcpServers: { "local-server": { command: node, args: [main] } } };
  return `This is an MCP server over stdio. It waits for an MCP client on stdin, so there is nothing to see or to type here.
Let a client start it instead, for example an editor with this in its MCP configuration:

${JSON.stringify(clientConfig, null, 2)}

or the MCP Inspector: npx @modelcontextprotocol/inspector ${node} ${main}
Then call the tool GetUserDetailsFromGraph. Ctrl-C ends this process.
Sign in here: add --sign-in-now. Who is signed in: add --status. Sign out: add --sign-out.`;
}
