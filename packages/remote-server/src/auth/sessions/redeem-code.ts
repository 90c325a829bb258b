import { createHash } from "node:crypto";
import type { Correlation } from "@mcp-entra/auth-core";
import { InvalidGrantError } from "../../http/older-sdk.ts";
import type { OAuthTokens } from "@modelcontextprotocol/sdk/shared/auth.js";
import type { Approvals } from "../consent/approvals.ts";
import type { EntraTokenStore } from "../entra/entra-token-store.ts";
import type { AuthorizationCodes, AuthorizationGrant } from "./authorization-codes.ts";
import { endSession, type SessionEndParts } from "./end-session.ts";
import { auditFieldsOf } from "./session.ts";
import type { Sessions } from "./sessions.ts";
import { toOAuthTokens } from "./token-pair.ts";

/** A request to redeem a code. */
export interface PresentedCode {
  clientId: string;
  /** A missing verifier matches no challenge. */
  codeVerifier: string | undefined;
  redirectUri: string | undefined;
  /** The resource of the server that it is presented to. */
  audience: string;
}

export interface RedemptionParts extends SessionEndParts {
  codes: AuthorizationCodes;
  sessions: Pick<Sessions, "create" | "find" | "revoke">;
  entraTokenStore: Pick<EntraTokenStore, "keep" | "forget">;
  approvals: Pick<Approvals, "covers">;
  correlation: Correlation;
}

/**
 * One code, one session (RFC 6749 §4.1.3). All checks are here, and each is made once. Only then is the code
 * used up: if another client tries it, it stays valid for its own client.
 *
 * @throws InvalidGrantError
 */
export async function redeemCode(
  parts: RedemptionParts,
  code: string,
  presented: PresentedCode,
): Promise<OAuthTokens> {
  const grant = await parts.codes.peek(code);
  if (grant === undefined) throw await refuseUsedCode(parts, code, presented);
  requireRightfulOwner(parts, grant, presented);
  // If two requests come at the same moment, the second one gets no grant here.
  if ((await parts.codes.take(code)) === undefined) throw await refuseUsedCode(parts, code, presented);
  return beginSession(parts, code, grant, presented);
}

/**
 * A code is valid only for its own client, and only at the server that issued it. @throws InvalidGrantError
 */
function requireRightfulOwner(
  { audit }: Pick<RedemptionParts, "audit">,
  grant: AuthorizationGrant,
  { clientId, audience, codeVerifier = "", redirectUri }: PresentedCode,
): void {
  const refused = (reason: string, message: string): InvalidGrantError => {
    audit({ event: "code_refused", outcome: "failure", client: clientId, reason });
    return new InvalidGrantError(message);
  };
  // defence:29 Another client cannot use a stolen code.
  if (grant.clientId !== clientId)
    throw refused("another client's code", "The authorization code belongs to another client.");
  // defence:48-code Another server with the same store cannot use it either: the user has agreed to one
  // server.
  if (grant.audience !== audience)
    throw refused("another server's code", "The authorization code belongs to another server.");
  // defence:30-verifier A thief does not have the verifier: it never leaves the client before this request
  // (RFC 7636 §4.6).
  if (challengeOf(codeVerifier) !== grant.codeChallenge)
    throw refused(
      "wrong verifier",
      "code_verifier does not match the code_challenge of the authorization request.",
    );
  // defence:30-redirect The request has to name the address that the code was sent to (RFC 6749 §4.1.3).
  // OAuth 2.1 does not have this parameter: the verifier proves more.
  if (redirectUri !== undefined && redirectUri !== grant.redirectUri)
    throw refused("another redirect URI", "redirect_uri is not the one that the code was sent to.");
}

async function beginSession(
  parts: RedemptionParts,
  code: string,
  { sessionId, correlationId, userId, clientId, scopes, roles }: AuthorizationGrant,
  presented: PresentedCode,
): Promise<OAuthTokens> {
  const { sessions, entraTokenStore, codes, approvals, audit } = parts;
  parts.correlation.adopt(correlationId);
  // For this server: the grant's resource was compared before.
  const owner = { userId, clientId, scopes, roles, audience: presented.audience };
  const { tokens, endsInSeconds } = await sessions.create(sessionId, owner);
  await entraTokenStore.keep(sessionId, endsInSeconds);
  // Another request may have presented the same code while we made the session.
  if (await codes.wasReplayed(code)) throw await refuseUsedCode(parts, code, presented);
  // Or the user has withdrawn the approval since the sign-in.
  if (!(await approvals.covers(userId, clientId, sessionId)))
    throw await refuseUsedCode(parts, code, presented);
  const session = auditFieldsOf({ id: sessionId, userId, clientId });
  audit({ event: "code_redeemed", outcome: "success", ...session });
  audit({ event: "session_created", outcome: "success", ...session });
  return toOAuthTokens(tokens, scopes);
}

/**
 * The code was redeemed before and comes again with its verifier: both have leaked. So the session of the
 * first redemption ends, too (RFC 6749 §4.1.2).
 */
async function refuseUsedCode(
  parts: RedemptionParts,
  code: string,
  { clientId: client, codeVerifier = "" }: PresentedCode,
): Promise<InvalidGrantError> {
  const { codes, audit } = parts;
  const used = await codes.findUsed(code);
  const refusal = new InvalidGrantError("The authorization code is not valid (any more).");
  const refuse = (reason: string): InvalidGrantError => {
    audit({ event: "code_refused", outcome: "failure", client, reason });
    return refusal;
  };
  if (used === undefined) return refuse("unknown code");
  // An older version did not store the client of the code.
  const { clientId = client, codeChallenge = challengeOf(codeVerifier) } = used;
  const isOwner = clientId === client && challengeOf(codeVerifier) === codeChallenge;
  // defence:59-code Codes are in histories and logs. An attacker who has only seen a code there must not be
  // able to sign its user out.
  if (!isOwner) return refuse("used before, by its own client");
  await codes.markReplayed(code);
  const session = await parts.sessions.find(used.sessionId);
  if (session === undefined) return refuse("expired, or used before");
  // defence:31-family
  await endSession(parts, session, "authorization code used twice");
  audit({ event: "code_replayed", outcome: "failure", ...auditFieldsOf(session), client });
  return refusal;
}

/** RFC 7636 §4.6. */
function challengeOf(codeVerifier: string): string {
  return createHash("sha256").update(codeVerifier).digest("base64url");
}
