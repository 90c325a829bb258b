import { StoreError } from "@mcp-entra/auth-core";
import { InvalidClientError, OAuthError, TemporarilyUnavailableError } from "./older-sdk.ts";
import type { ErrorRequestHandler, Request, RequestHandler, Response } from "express";
import { z } from "zod";
import { sendMessagePage } from "../pages/send-page.ts";

/** The errors that Express's body parsers throw for a client's mistake. */
const clientFault = z.object({ status: z.number().int().min(400).max(499) });

/**
 * The last handler. It tells the client about the client's mistake. It logs our own mistake, and does not
 * describe it to callers. A browser gets a page, a program gets JSON.
 */
export function handleErrors(logError: (error: unknown) => void): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    response.set("Cache-Control", "no-store");
    if (error instanceof OAuthError) return sendOAuthError(request, response, error);
    const { status, code, description } = describe(error);
    if (status >= 500) logError(error);
    if (status === 503) response.set("Retry-After", "5");
    sendFailure(request, response, { status, code, description });
  };
}

/** For an unknown address, Express's own answer repeats the address, and an attacker's link can choose it. */
export const answerNotFound: RequestHandler = (request, response) => {
  response.set("Cache-Control", "no-store");
  sendFailure(request, response, { status: 404, code: "not_found", description: "There is nothing here." });
};

/**
 * For a route with only these methods. Express answers HEAD with the handler of GET. This is right for a
 * document. At other addresses, it would open a stream without a reader, or use up a sign-in for the preview
 * of a link.
 */
export function allowOnly(...methods: readonly string[]): RequestHandler {
  return (request, response, next) => {
    if (methods.includes(request.method)) return next();
    // RFC 9110 §15.5.6: the answer lists the allowed methods.
    response.set({ Allow: methods.join(", "), "Cache-Control": "no-store" });
    const description = `Only ${methods.join(" and ")} can be used here.`;
    sendFailure(request, response, { status: 405, code: "method_not_allowed", description });
  };
}

interface Failure {
  status: number;
  code: string;
  description: string;
}

function sendFailure(request: Request, response: Response, { status, code, description }: Failure): void {
  if (request.accepts(["json", "html"]) === "html") {
    sendMessagePage(response, status, "That did not work", description);
  } else {
    response.status(status).json({ error: code, error_description: description });
  }
}

/** RFC 6749 §5.2: 400, but 401 for an unknown client. If it is not the client's fault, 503. */
function sendOAuthError({ headers }: Request, response: Response, error: OAuthError): void {
  const isPassing = error instanceof TemporarilyUnavailableError;
  if (isPassing) response.set("Retry-After", "5");
  const status = error instanceof InvalidClientError ? 401 : isPassing ? 503 : 400;
  // A client that has used HTTP Basic gets a challenge for HTTP Basic.
  if (status === 401 && headers.authorization !== undefined)
    response.set("WWW-Authenticate", 'Basic realm="MCP clients"');
  response.status(status).json(error.toResponseObject());
}

function describe(error: unknown): Failure {
  const fault = clientFault.safeParse(error).data;
  if (fault !== undefined) {
    const description =
      fault.status === 413
        ? "The request is larger, or has more parts, than this server reads. Send less at a time."
        : "The request cannot be read.";
    return { status: fault.status, code: "invalid_request", description };
  }
  if (error instanceof StoreError && error.code === "record_refused") {
    const description = "The record of this request cannot be used (any more). Start again.";
    return { status: 400, code: "invalid_request", description };
  }
  if (error instanceof StoreError) {
    const description = "This server cannot reach its sessions at the moment. Try again in a few seconds.";
    return { status: 503, code: "temporarily_unavailable", description };
  }
  return {
    status: 500,
    code: "server_error",
    description: "Something went wrong on our side. Try again later.",
  };
}
