import { connectMcpClient } from "../../../packages/workshop/src/client/mcp-client.ts";

/**
 * The workshop's own MCP client, as the conformance tool starts it: with the server's address as its last argument, and
 * whatever a scenario provides in MCP_CONFORMANCE_CONTEXT. The tool's authorization server agrees to everything.
 */
const connection = await connectMcpClient({
  name: "Workshop client",
  serverUrl: new URL(process.argv.at(-1) ?? ""),
  metadataUrl: "https://conformance-test.local/client-metadata.json",
  openPage: async (url) => void (await (await fetch(url)).text()),
  ...registrationFrom(process.env["MCP_CONFORMANCE_CONTEXT"]),
});
try {
  for (const { name } of await connection.listTools()) await connection.callTool(name);
} finally {
  await connection.close();
}

function registrationFrom(context = "{}") {
  const given: Record<string, string | undefined> = JSON.parse(context);
  const { client_id: clientId, client_secret: clientSecret } = given;
  if (clientId === undefined) return {};
  const secret = clientSecret === undefined ? {} : { client_secret: clientSecret };
  return { registration: { client_id: clientId, ...secret } };
}
