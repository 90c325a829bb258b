import { type BearerCheck, checkBearer } from "@mcp-entra/auth-core";
import type { AuthInfo } from "@modelcontextprotocol/sdk/server/auth/types.js";
import type { RequestHandler } from "express";
import type { Failures } from "../../http/rate-limits.ts";
import type { SessionAuthInfo } from "../rules/caller-session.ts";

declare global {
  // oxlint-disable-next-line typescript/no-namespace -- Express declares what others add to its requests so
  namespace Express {
    interface Request {
      /** The caller. Use it only after `requireBearerAuth`. */
      auth?: AuthInfo;
    }
  }
}

/**
 * The lesson's `requireBearerAuth`, for Express. `checkBearer` makes the decision and does not depend on a
 * web framework.
 *
 * The SDK has a function with the same name. It answers a request without a token with an error code, and
 * hides errors that are not OAuth errors.
 *
 * @param failures counts the recent failures of each address.
 */
export function requireBearerAuth(check: BearerCheck<SessionAuthInfo>, failures: Failures): RequestHandler {
  return async (request, response, next) => {
    const decision = await checkBearer(
      {
        // defence:38
        authorization: request.headers.authorization,
        failures: {
          areTooMany: () => failures.areTooMany(request),
          count: () => failures.count(request),
        },
      },
      check,
    );
    if (decision.kind === "refused") {
      response.status(decision.status).set(decision.headers).json(decision.body);
    } else {
      request.auth = decision.caller;
      next();
    }
  };
}
