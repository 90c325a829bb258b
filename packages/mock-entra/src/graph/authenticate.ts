import { microsoftGraphAppId } from "../directory/microsoft-graph.ts";
import type { User } from "../directory/types.ts";
import { bearerToken } from "../http/bearer-token.ts";
import type { Exchange } from "../http/exchange.ts";
import { secondsOf } from "../http/exchange.ts";
import { verifyGraphToken } from "../tokens/graph-token-signature.ts";
import { accessRevoked } from "./access-revoked.ts";
import { GraphError, invalidToken } from "./graph-error.ts";

/** The caller, and the permissions of the token. As in the real service, only the token's content counts. */
export interface GraphCaller {
  /** `undefined` for an application without a user. */
  user: User | undefined;
  /** Delegated permissions (`scp`), or those of the application itself (`roles`). */
  permissions: string[];
  /** The application that the token was issued to. */
  appId: string;
}

/** A managed identity's token repeats the requested resource, often with a slash. */
const audiences = new Set([
  "https://graph.microsoft.com",
  "https://graph.microsoft.com/",
  microsoftGraphAppId,
]);

/**
 * The caller, from an access token that is for Graph, has not expired and was not revoked.
 * @throws GraphError 401 InvalidAuthenticationToken
 */
export async function authenticateCaller(exchange: Exchange): Promise<GraphCaller> {
  const token = bearerToken(exchange.request);
  if (token === undefined) throw invalidToken("Access token is empty.");
  if (token.split(".").length !== 3) throw invalidToken("IDX14100: JWT is not well formed.");
  // Another token of the same issuer fails here as well: it has no nonce in its header.
  const claims = await verifyGraphToken(exchange.state.signingKeys, token);
  if (!claims) throw invalidToken("Access token validation failure. Invalid audience or signature.");
  exchange.observed.presented = claims;
  assertCurrent(exchange, claims);
  const appId = String(claims["appid"]);
  exchange.observed.clientId = appId;
  if (claims["idtyp"] === "app") return { user: undefined, permissions: listOf(claims["roles"]), appId };
  return { user: callingUser(exchange, claims), permissions: String(claims["scp"]).split(" "), appId };
}

function listOf(claim: unknown): string[] {
  return Array.isArray(claim) ? claim.map(String) : [];
}

function callingUser(exchange: Exchange, claims: Record<string, unknown>): User {
  const user = exchange.state.directory.findUser(String(claims["oid"]));
  if (!user?.accountEnabled) throw invalidToken("The identity of the calling user could not be established.");
  exchange.observed.user = user.userPrincipalName;
  return user;
}

function assertCurrent(exchange: Exchange, claims: Record<string, unknown>): void {
  const { aud, exp, uti, sid } = claims;
  if (!audiences.has(String(aud))) throw invalidToken("Access token validation failure. Invalid audience.");
  const isLive = exchange.state.liveAccessTokens.get(String(uti)) === true;
  if (Number(exp) <= secondsOf(exchange) || !isLive) {
    throw invalidToken("Lifetime validation failed, the token is expired.");
  }
  const revokedAt = exchange.state.signIns.get(String(sid))?.revokedAt;
  // Only clients that understand claims challenges get one immediately. For all others, the token is valid
  // until it expires.
  if (revokedAt !== undefined && listOf(claims["xms_cc"]).includes("cp1")) throw accessRevoked(revokedAt);
}

/** @throws GraphError 400 for a token without a user */
export function signedInUser({ user }: GraphCaller): User {
  if (user) return user;
  throw new GraphError(400, "BadRequest", "/me request is only valid with delegated authentication flow.");
}

export function accessDenied(): GraphError {
  return new GraphError(
    403,
    "Authorization_RequestDenied",
    "Insufficient privileges to complete the operation.",
  );
}

/** @throws GraphError 403 if the token has none of the permissions */
export function assertPermission({ permissions }: GraphCaller, accepted: readonly string[]): void {
  if (!permissions.some((permission) => accepted.includes(permission))) throw accessDenied();
}
