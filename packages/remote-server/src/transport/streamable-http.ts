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
  /**
   * The challenge that makes a client sign in again. @param claims what that sign-in has to satisfy, as JSON.
   */
  signInChallenge(claims: string | undefined): BearerChallenge;
  /** The same for a sign-in that asks for these scopes. */
  scopeChallenge(needed: readonly string[]): BearerChallenge;
}

/**
 * `POST /mcp`, stateless in every generation of MCP: each request has its own server and transport. Clients
 * share nothing that could be mixed up, and any instance can answer any request.
 *
 * The answer is one JSON document and not a stream, so it is complete before anything is sent. If a tool
 * finds that the sign-in at Entra has ended, the client still gets a 401, signs in and tries again. If a
 * scope is missing, the client gets a 403 and asks for more (step-up).
 *
 * @see https://modelcontextprotocol.io/specification/2025-11-25/basic/transports
 */
export function streamableHttp(options: StreamableHttpOptions): RequestHandler {
  return async (request, response) => {
    // MCP has no batches since 2025-06-18. If one call cancelled another in the same batch, we would wait for
    // ever.
    if (Array.isArray(request.body)) {
      return sendJsonRpcError(
        response,
        400,
        -32_600,
        "Batches are not supported: send one message in each request.",
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
    // If the client disconnects, its call ends.
    const departure = new AbortController();
    response.on("close", () => {
      // Not after every answer: an abort creates an error with a stack, which no code reads.
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

/**
 * `GET /mcp` would open a stream for the server's own messages, and `DELETE` would end an MCP session. This
 * server has neither.
 */
export const methodNotAllowed: RequestHandler = (_request, response) => {
  response.set("Allow", "POST");
  sendJsonRpcError(
    response,
    405,
    -32_000,
    "Method not allowed: this server is stateless; send POST requests.",
  );
};

/** If a body is not JSON, the answer is a JSON-RPC error. */
export const explainParseErrors: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (error instanceof SyntaxError)
    sendJsonRpcError(response, 400, -32_700, "Parse error: the body is not JSON.");
  else next(error);
};

function sendJsonRpcError(response: ExpressResponse, status: number, code: number, message: string): void {
  response.status(status).json({ jsonrpc: "2.0", error: { code, message }, id: null });
}

/** The answer that replaces the tool's result. */
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

/**
 * The types that MCP requires clients to accept (2025-11-25, Transports). The transport refuses clients that
 * name only one type, or any.
 */
const bothTypes = "application/json, text/event-stream";

/**
 * We forward only MCP's own headers. Express has already used the body and the address. We also ignore the
 * client's `Accept`: there is one kind of answer, and it helps a client more than a 406 (RFC 9110 §12.5.1
 * allows both).
 */
function toWebRequest(request: ExpressRequest, signal: AbortSignal): Request {
  const headers: Record<string, string> = { accept: bothTypes };
  for (const [name, value] of Object.entries(request.headers))
    if (name === "content-type" || name.startsWith("mcp-")) headers[name] = String(value);
  const exchange = new Request("http://localhost/mcp", { method: request.method, headers });
  // Not in the options: a Request follows such a signal with weak references, and their clean-up took a fifth
  // of the time of a call.
  return Object.defineProperty(exchange, "signal", { value: signal });
}

async function send(answer: Response, response: ExpressResponse): Promise<void> {
  response.status(answer.status);
  for (const [name, value] of answer.headers) response.setHeader(name, value);
  response.end(await answer.text());
}
