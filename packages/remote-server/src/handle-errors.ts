import type { ErrorRequestHandler } from "express";
import { z } from "zod";

/** What Express's body parsers throw at a client's fault. */
const clientFault = z.object({ status: z.number().int().min(400).max(499), type: z.string() });

/** The last stop: a client's mistake is named, a mistake of ours is logged and not described to strangers. */
export function handleErrors(logError: (error: unknown) => void): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    const fault = clientFault.safeParse(error).data;
    if (fault === undefined) logError(error);
    if (response.headersSent) return next(error);
    const status = fault?.status ?? 500;
    const description =
      fault === undefined ? "Internal error." : `The request cannot be read (${fault.type}).`;
    response.status(status).json({
      error: fault === undefined ? "server_error" : "invalid_request",
      error_description: description,
    });
  };
}
