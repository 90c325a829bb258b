import { OAuthError } from "../../http/older-sdk.ts";
import type { BearerAuthMiddlewareOptions } from "@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js";
import type { RequestHandler, Response } from "express";
import type { Failures } from "../../http/rate-limits.ts";
import { ExpiredTokenError } from "../sessions/expired-token-error.ts";
import type { Session } from "../sessions/session.ts";

export interface BearerAuthOptions extends Pick<BearerAuthMiddlewareOptions, "verifier"> {
  /** Without these a token is good for nothing here. */
  requiredScopes: readonly string[];
  /** What a client without a session is told to ask for; the required ones unless given. */
  baseScopes?: readonly string[];
  /** Where a client without a token finds out how to get one (RFC 9728 §5.1). */
  resourceMetadataUrl: string;
  /** The resource that tokens have to be for. */
  audience: string;
  /** What addresses have got wrong lately. */
  failures: Failures;
  /** Is told of a token that was good once, unless its address has got too much wrong. */
  onExpired: (session: Session) => void;
}

/**
 * The lesson's `requireBearerAuth`. The SDK has one of that name; this one answers a request without a token without an
 * `error` (RFC 6750 §3.1: such a client has done nothing wrong, it has not signed in), and passes on what is no OAuth
 * error instead of swallowing it.
 *
 * Only the Authorization header counts. A token in a query ends up in logs and histories.
 */
export function requireBearerAuth(options: BearerAuthOptions): RequestHandler {
  const { verifier, requiredScopes, audience, failures } = options;
  return async (request, response, next) => {
    // defence:38
    const token = /^Bearer +([\w.~+/=-]+)$/i.exec(request.headers.authorization ?? "")?.[1];
    if (token === undefined) return refuse(response, 401, options);
    const refuseToken = (error?: ExpiredTokenError): void => {
      const areTooMany = failures.areTooMany(request);
      failures.count(request);
      if (error !== undefined && !areTooMany) options.onExpired(error.session);
      // defence:55-address Of one address, so many and no more. Good tokens still pass, and so does what expired ones need: the way to a refresh.
      if (error === undefined && areTooMany) return refuseForNow(response);
      refuse(response, 401, options, "invalid_token");
    };
    try {
      const authInfo = await verifier.verifyAccessToken(token);
      // defence:48-access A token that was made for another resource is not ours to accept, whoever made it.
      if (authInfo.resource?.href !== audience) return refuseToken();
      const needed = [...new Set([...authInfo.scopes, ...requiredScopes])];
      if (needed.length > authInfo.scopes.length) {
        // All of them: a client that asked for the missing ones alone would lose those that it has.
        return refuse(response, 403, { ...options, baseScopes: needed }, "insufficient_scope");
      }
      request.auth = authInfo;
      next();
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error;
      refuseToken(error instanceof ExpiredTokenError ? error : undefined);
    }
  };
}

/** The challenge that leads to a sign-in. Why exactly a token is not good is nobody's business who does not hold one. */
export function bearerChallenge(
  {
    requiredScopes,
    baseScopes = requiredScopes,
    resourceMetadataUrl,
  }: Pick<BearerAuthOptions, "requiredScopes" | "baseScopes" | "resourceMetadataUrl">,
  error?: string,
): string {
  const parameters = {
    ...(error === undefined ? {} : { error, error_description: descriptions[error] ?? error }),
    scope: baseScopes.join(" "),
    resource_metadata: resourceMetadataUrl,
  };
  const list = Object.entries(parameters).map(([name, value]) => `${name}="${value}"`);
  return `Bearer ${list.join(", ")}`;
}

const descriptions: Record<string, string> = {
  invalid_token: "The session token is unknown, expired or revoked. Sign in again.",
  insufficient_scope: "The session token does not cover this. Sign in again and ask for these scopes.",
};

function refuse(response: Response, status: number, options: BearerAuthOptions, error?: string): void {
  response
    .status(status)
    .set("WWW-Authenticate", bearerChallenge(options, error))
    .json({
      error: error ?? "unauthorized",
      error_description: descriptions[error ?? ""] ?? "Sign in first.",
    });
}

function refuseForNow(response: Response): void {
  response.status(429).set("Retry-After", "60").json({
    error: "too_many_requests",
    error_description: "Too many calls of this address came with tokens that are not good. Sign in again.",
  });
}
