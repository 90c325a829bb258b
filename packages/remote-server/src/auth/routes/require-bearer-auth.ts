import { type BearerCheck, checkBearer } from "@mcp-entra/auth-core";
import type { AuthInfo } from "@modelcontextprotocol/sdk/server/auth/types.js";
import type { RequestHandler } from "express";
import type { Failures } from "../../http/rate-limits.ts";
import type { SessionAuthInfo } from "../rules/caller-session.ts";

declare global {
  // oxlint-disable-next-line typescript/no-namespace -- Express declares what others add to its requests so
  namespace Express {
    interface Request {
      /** Who calls: behind `requireBearerAuth` only. */
      auth?: AuthInfo;
    }
  }
}

/**
 * The lesson's `requireBearerAuth`, for Express: what it decides is decided in `checkBearer`, which knows no web framework.
 *
 * The SDK has one of that name. It answers a request without a token with an error, and swallows what is no OAuth error.
 *
 * @param failures what addresses have got wrong lately.
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
