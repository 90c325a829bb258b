import { z } from "zod";
import { connectMcpClient } from "../../../packages/workshop/src/client/mcp-client.ts";

/**
 * The workshop's own MCP client, as the conformance tool starts it: the last argument is the server's address, and
 * MCP_CONFORMANCE_CONTEXT contains the data of a scenario. The tool's authorization server agrees to everything, and so does the user
 * here.
 */
const context = z
  .object({
    client_id: z.string().optional(),
    client_secret: z.string().optional(),
    toolCalls: z
      .array(z.object({ name: z.string(), arguments: z.record(z.string(), z.unknown()) }))
      .default([]),
  })
  .parse(JSON.parse(process.env["MCP_CONFORMANCE_CONTEXT"] ?? "{}"));

let stream: Promise<unknown> | undefined;
const { client_id: clientId, client_secret: secret } = context;
const connection = await connectMcpClient({
  name: "Workshop client",
  serverUrl: new URL(process.argv.at(-1) ?? ""),
  metadataUrl: "https://conformance-test.local/client-metadata.json",
  openPage: async (url) => void (await (await fetch(url)).text()),
  fetch: withoutKeepAlive,
  askUser: () => ({ action: "accept", content: {} }),
  ...(clientId !== undefined && {
    registration: { client_id: clientId, ...(secret !== undefined && { client_secret: secret }) },
  }),
});
try {
  for (const { name, inputSchema } of await connection.listTools()) {
    const given = context.toolCalls.filter((call) => call.name === name).map((call) => call.arguments);
    for (const input of given.length > 0 ? given : [numbersFor(inputSchema.properties)]) {
      await connection.callTool(name, input);
    }
  }
} finally {
  await connection.close();
}

/** The suite starts forty clients at the same time. A client that waits too long finds that the server has closed its idle connection. */
async function withoutKeepAlive(...received: Parameters<typeof fetch>): Promise<Response> {
  const request = new Request(...received);
  const headers = new Headers(request.headers);
  headers.set("connection", "close");
  return afterStream(new Request(request, { headers }));
}

/**
 * One scenario's server asks on the stream that the client opens with GET, and loses a question for which there is no stream yet. The SDK
 * opens it and does not wait. So each later message waits for it here.
 */
async function afterStream(request: Request): Promise<Response> {
  const opensStream = request.method === "GET" && request.headers.get("accept") === "text/event-stream";
  if (!opensStream) {
    await stream;
    return fetch(request);
  }
  const opened = fetch(request);
  stream = opened.catch(() => undefined);
  return opened;
}

/** The suite's own tools need numbers or no arguments. */
function numbersFor(properties: Record<string, unknown> = {}): Record<string, number> {
  return Object.fromEntries(Object.keys(properties).map((name, index) => [name, index + 1]));
}
