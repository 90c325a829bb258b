import {
  createMcpHandler,
  isLegacyRequest,
  type Server,
  WebStandardStreamableHTTPServerTransport,
} from "@modelcontextprotocol/server";
import type { AuthInfo } from "@modelcontextprotocol/sdk/server/auth/types.js";

/** One POST to /mcp, with the data that Express has read from it. */
export interface McpExchange {
  request: Request;
  authInfo: AuthInfo | undefined;
  /** The parsed JSON; undefined when there was none. */
  body: unknown;
  /** Makes the server for this one exchange. */
  createMcpServer: () => Server;
}

type Options = { authInfo?: AuthInfo; parsedBody: unknown };

/**
 * Answers in the request's generation of MCP: 2026-07-28, where each request is complete in itself, or
 * 2025-11-25 and older, where a client first sends `initialize`. The SDK decides which one it is, and whether
 * headers and body agree.
 *
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports
 */
export async function answerExchange(exchange: McpExchange): Promise<Response> {
  const { request, authInfo, body } = exchange;
  const options = { ...(authInfo && { authInfo }), parsedBody: body };
  return (await isLegacyRequest(request, body))
    ? answerOlder(exchange, options)
    : answerNewer(exchange, options);
}

async function answerNewer({ request, createMcpServer }: McpExchange, options: Options): Promise<Response> {
  let last: Error | undefined;
  const onerror = (error: Error): void => void (last = error);
  const handler = createMcpHandler(createMcpServer, { legacy: "reject", onerror });
  const answer = await handler.fetch(request, options);
  // It also reports clients' mistakes. Our own errors are answered and logged as everywhere else.
  if (answer.status === 500 && last !== undefined) throw last;
  return answer;
}

/**
 * We do not use the SDK's handler for both generations: it streams its answers to older clients, so a 401
 * from a tool would come too late.
 */
async function answerOlder({ request, createMcpServer }: McpExchange, options: Options): Promise<Response> {
  const server = createMcpServer();
  request.signal.addEventListener("abort", () => void server.close(), { once: true });
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  await server.connect(transport);
  return transport.handleRequest(request, options);
}
