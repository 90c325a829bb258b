import { type BearerChallenge, bearerChallenge } from "@mcp-entra/auth-core";
import type { Server } from "@modelcontextprotocol/server";
import type {
  ErrorRequestHandler,
  Request as ExpressRequest,
  RequestHandler,
  Response as ExpressResponse,
} from "express";
import type { McpServerOptions } from "../tools/mcp-server.ts";
import { answerExchange } from "./mcp-exchange.ts";

export interface StreamableHttpOptions {
  createMcpServer(
    hooks: Required<Pick<McpServerOptions, "onSignInRequired" | "onScopesRequired" | "onServerFault">>,
  ): Server;
  /** What leads a client to a new sign-in. @param claims what is demanded of that, as JSON. */
  signInChallenge(claims: string | undefined): BearerChallenge;
  /** The same for a sign-in that asks for these scopes. */
  scopeChallenge(needed: readonly string[]): BearerChallenge;
}

/**
 * `POST /mcp`, stateless in every generation of MCP: each request brings its own server and transport, and takes them away again. Two clients have
 * nothing in common that could be mixed up, and any instance can answer any request.
 *
 * The answer is one JSON document rather than a stream, so that it is complete before anything is sent: when a tool finds
 * Entra's sign-in gone, the client still gets a 401 that makes it sign in and try again; when the session lacks a scope, a
 * 403 that makes it ask for more (step-up).
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
    let instead: Refusal | undefined;
    const hooks = {
      onSignInRequired: (claims?: string) =>
        void (instead = { status: 401, challenge: options.signInChallenge(claims) }),
      onScopesRequired: (needed: readonly string[]) =>
        void (instead = { status: 403, challenge: options.scopeChallenge(needed) }),
      onServerFault: () => void (instead = { status: 500 }),
    };
    // A client that leaves takes its call with it.
    const departure = new AbortController();
    response.on("close", () => {
      // Not after every answer: an abort makes an error with a stack, which no code reads.
      if (!response.writableFinished) departure.abort();
    });
    const answer = await answerExchange({
      request: toWebRequest(request, departure.signal),
      authInfo: request.auth,
      body: request.body,
      createMcpServer: () => options.createMcpServer(hooks),
    });
    if (instead === undefined) await send(answer, response);
    else refuse(response, instead);
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

/** What is answered in place of what the tool said. */
type Refusal = { status: 401 | 403; challenge: BearerChallenge } | { status: 500 };

function refuse(response: ExpressResponse, refusal: Refusal): void {
  if (refusal.status === 500) {
    const description =
      "Something went wrong on our side. Ask the operator of this server to look at its log.";
    response.status(500).json({ error: "server_error", error_description: description });
    return;
  }
  const { header, body } = bearerChallenge(refusal.challenge);
  response.status(refusal.status).set("WWW-Authenticate", header).json(body);
}

/** What MCP has clients accept (2025-11-25, Transports). The transport refuses those that name one type, or any. */
const bothTypes = "application/json, text/event-stream";

/**
 * Only MCP's own headers go on. Body and address stay behind: Express has parsed the one, and the other has led here already. So does what the client accepts: there is
 * one kind of answer, and a client that wants another is better off with it than with a 406 (RFC 9110 §12.5.1 leaves both to a server).
 */
function toWebRequest(request: ExpressRequest, signal: AbortSignal): Request {
  const headers: Record<string, string> = { accept: bothTypes };
  for (const [name, value] of Object.entries(request.headers))
    if (name === "content-type" || name.startsWith("mcp-")) headers[name] = String(value);
  const exchange = new Request("http://localhost/mcp", { method: request.method, headers });
  // Not among the options: a Request follows such a signal by weak references, and cleaning those up took a fifth of the time of a call.
  return Object.defineProperty(exchange, "signal", { value: signal });
}

async function send(answer: Response, response: ExpressResponse): Promise<void> {
  response.status(answer.status);
  for (const [name, value] of answer.headers) response.setHeader(name, value);
  response.end(await answer.text());
}
