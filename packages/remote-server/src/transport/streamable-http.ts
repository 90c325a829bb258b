import type { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";
import type {
  ErrorRequestHandler,
  Request as ExpressRequest,
  RequestHandler,
  Response as ExpressResponse,
} from "express";

export interface StreamableHttpOptions {
  createMcpServer(hooks: { onSignInRequired: () => void }): McpServer;
  /** The value of WWW-Authenticate that leads a client to a new sign-in. */
  signInChallenge: string;
}

/**
 * `POST /mcp`, stateless: each request brings its own server and transport, and takes them away again. Two clients have
 * nothing in common that could be mixed up, and any instance can answer any request.
 *
 * The answer is one JSON document rather than a stream, so that it is complete before anything is sent: when a tool finds
 * Entra's sign-in gone, the client still gets a 401 that makes it sign in and try again.
 *
 * @see https://modelcontextprotocol.io/specification/2025-11-25/basic/transports
 */
export function streamableHttp(options: StreamableHttpOptions): RequestHandler {
  return async (request, response) => {
    // Gone from MCP since 2025-06-18. One call that cancels another in the same batch would leave us waiting.
    if (Array.isArray(request.body)) {
      return sendJsonRpcError(
        response,
        400,
        -32_600,
        "Batches are not supported: send one message a request.",
      );
    }
    let signInRequired = false;
    const server = options.createMcpServer({ onSignInRequired: () => (signInRequired = true) });
    const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
    // A client that leaves takes its call with it.
    response.on("close", () => void server.close());
    await server.connect(transport);
    const answer = await transport.handleRequest(toWebRequest(request), {
      parsedBody: request.body,
      ...(request.auth === undefined ? {} : { authInfo: request.auth }),
    });
    if (signInRequired) sendSignInChallenge(response, options.signInChallenge);
    else await send(answer, response);
  };
}

/** `GET /mcp` would open a stream for messages of the server's own, `DELETE` would end an MCP session: there are neither. */
export const methodNotAllowed: RequestHandler = (_request, response) => {
  response.set("Allow", "POST");
  sendJsonRpcError(
    response,
    405,
    -32_000,
    "Method not allowed: this server is stateless; send POST requests.",
  );
};

/** A body that is no JSON is answered in the words of JSON-RPC. */
export const explainParseErrors: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (error instanceof SyntaxError)
    sendJsonRpcError(response, 400, -32_700, "Parse error: the body is no JSON.");
  else next(error);
};

function sendJsonRpcError(response: ExpressResponse, status: number, code: number, message: string): void {
  response.status(status).json({ jsonrpc: "2.0", error: { code, message }, id: null });
}

function sendSignInChallenge(response: ExpressResponse, challenge: string): void {
  response.status(401).set("WWW-Authenticate", challenge).json({
    error: "invalid_token",
    error_description: "The sign-in behind this session has ended. Sign in again.",
  });
}

/** Body and address stay behind: Express has parsed the one, and the other has led here already. */
function toWebRequest(request: ExpressRequest): Request {
  const headers = Object.entries(request.headersDistinct).flatMap(([name, values]) =>
    (values ?? []).map((value): [string, string] => [name, value]),
  );
  return new Request("http://localhost/mcp", { method: request.method, headers });
}

async function send(answer: Response, response: ExpressResponse): Promise<void> {
  response.status(answer.status);
  for (const [name, value] of answer.headers) response.setHeader(name, value);
  response.end(Buffer.from(await answer.arrayBuffer()));
}
