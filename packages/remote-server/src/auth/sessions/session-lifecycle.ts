import { AuthenticationError, type TokenRequest } from "@mcp-entra/auth-core";
import { InvalidGrantError, InvalidScopeError, TemporarilyUnavailableError } from "../../http/older-sdk.ts";
import type { OAuthTokens } from "@modelcontextprotocol/sdk/shared/auth.js";
import type { Approvals } from "../consent/approvals.ts";
import type { ClaimsDemands } from "../entra/claims-demands.ts";
import type { EntraConfidentialClient } from "../entra/entra-confidential-client.ts";
import type { CallerSession } from "../rules/caller-session.ts";
import { endSession } from "./end-session.ts";
import { type PresentedCode, redeemCode, type RedemptionParts } from "./redeem-code.ts";
import type { RefreshRequest } from "./refresh-decision.ts";
import { auditFieldsOf, type Session } from "./session.ts";
import type { Sessions } from "./sessions.ts";
import { withErrorNumber } from "../entra/error-number.ts";
import { toOAuthTokens } from "./token-pair.ts";

export interface SessionLifecycleParts extends RedemptionParts {
  entra: Pick<EntraConfidentialClient, "currentRoles" | "graphToken">;
  sessions: Sessions;
  approvals: Pick<Approvals, "covers" | "touch">;
  claimsDemands: Pick<ClaimsDemands, "note">;
}

/**
 * The beginning and the end of a session: it begins with a code, a refresh token extends it, and it can end for many reasons.
 */
export interface SessionLifecycle {
  /** One code, one session. @throws InvalidGrantError */
  redeem(code: string, presented: PresentedCode): Promise<OAuthTokens>;
  /**
   * The challenge that a code was issued for. The challenge alone proves nothing. @throws InvalidGrantError
   */
  challengeOf(code: string): Promise<string>;
  /** A new pair for a refresh token, which can be used once. @throws InvalidGrantError, InvalidScopeError */
  refresh(request: RefreshRequest): Promise<OAuthTokens>;
  /**
   * Ends a session and deletes everything that belongs to it. @param claims what the next sign-in has to
   * satisfy, as JSON
   */
  end(session: CallerSession, reason: string, claims?: string): Promise<void>;
  /**
   * The same by its id. It also works for a session that has not begun yet, because its code was not
   * redeemed.
   */
  endById(sessionId: string, reason: string): Promise<void>;
  /**
   * Entra's access token for a session. @throws AuthenticationError; after `sign_in_required`, the session
   * has ended.
   */
  entraAccessToken(session: CallerSession, how: TokenRequest): Promise<string>;
}

export function createSessionLifecycle(parts: SessionLifecycleParts): SessionLifecycle {
  return {
    redeem: async (code, presented) => redeemCode(parts, code, presented),
    challengeOf: async (code) => {
      const grant = await parts.codes.peek(code);
      if (grant === undefined) throw new InvalidGrantError("The authorization code is not valid (any more).");
      return grant.codeChallenge;
    },
    refresh: async (request) => refresh(parts, request),
    end: async (session, reason, claims) => {
      // The code that ended it before has stored the demand.
      const isAlive = (await parts.sessions.find(session.id)) !== undefined;
      if (isAlive) await noteDemand(parts, session, claims);
      await endSession(parts, session, reason);
    },
    endById: async (sessionId, reason) => {
      const session = await parts.sessions.find(sessionId);
      if (session === undefined) await parts.entraTokenStore.forget(sessionId);
      else await endSession(parts, session, reason);
    },
    entraAccessToken: async (session, how) => entraAccessToken(parts, session, how),
  };
}

async function refresh(parts: SessionLifecycleParts, request: RefreshRequest): Promise<OAuthTokens> {
  const { sessions, audit } = parts;
  const outcome = await sessions.refresh(request, async (session) => currentRoles(parts, session));
  if (outcome.kind === "refreshed") {
    const { session, tokens } = outcome;
    const isAllowed = await parts.approvals.touch(session.userId, session.clientId, session.id);
    // defence:49 The request that withdrew the approval may have been interrupted before it ended this
    // session.
    if (!isAllowed) throw await refuseTakenBack(parts, session);
    audit({ event: "session_refreshed", outcome: "success", ...auditFieldsOf(session) });
    return toOAuthTokens(tokens, session.scopes);
  }
  // defence:33-family
  if (outcome.kind === "reused") await endSession(parts, outcome.session, "refresh token used twice");
  const reason = outcome.kind === "reused" ? "used before" : outcome.reason.replace("_", " ");
  audit({ event: "refresh_refused", outcome: "failure", client: request.clientId, reason });
  throw reason === "scope widened"
    ? new InvalidScopeError("A refresh cannot ask for more than the user agreed to. Start a new sign-in.")
    : new InvalidGrantError("The refresh token is not valid (any more).");
}

async function refuseTakenBack(parts: SessionLifecycleParts, session: Session): Promise<InvalidGrantError> {
  const reason = "not allowed by its user any more";
  await endSession(parts, session, reason);
  parts.audit({ event: "refresh_refused", outcome: "failure", ...auditFieldsOf(session), reason });
  return new InvalidGrantError("The user has withdrawn the approval of this client. Start a new sign-in.");
}

/**
 * A refresh applies changes from Entra: a removed role is removed here, and if the account was disabled or
 * signed out everywhere, the session ends. So without an answer from Entra, the refresh fails. The refresh
 * token stays valid until Entra answers again.
 */
async function currentRoles(parts: SessionLifecycleParts, session: Session): Promise<string[]> {
  try {
    return await forLivingSession(parts, session, parts.entra.currentRoles(session));
  } catch (error) {
    if (!(error instanceof AuthenticationError)) throw error;
    const { code, entraCode } = error;
    const reason =
      code === "sign_in_required" ? "Entra asks for a new sign-in" : "Entra did not confirm the user";
    parts.audit({
      event: "refresh_refused",
      outcome: "failure",
      reason,
      entraCode,
      ...auditFieldsOf(session),
    });
    if (code !== "sign_in_required") {
      throw new TemporarilyUnavailableError(
        withErrorNumber("The user could not be checked with Microsoft Entra ID. Try again soon.", entraCode),
      );
    }
    await noteDemand(parts, session, error.claims);
    await endSession(parts, session, reason, entraCode);
    throw new InvalidGrantError(withErrorNumber("Microsoft Entra ID asks for a new sign-in.", entraCode));
  }
}

async function entraAccessToken(
  parts: SessionLifecycleParts,
  session: CallerSession,
  how: TokenRequest,
): Promise<string> {
  try {
    return await forLivingSession(parts, session, parts.entra.graphToken(session, how));
  } catch (error) {
    // Only the user can help now. So from the next request on, the session's token must lead to a sign-in.
    if (error instanceof AuthenticationError && error.code === "sign_in_required") {
      await noteDemand(parts, session, how.claims ?? error.claims);
      await endSession(parts, session, "Entra asks for a new sign-in", error.entraCode);
    }
    throw error;
  }
}

/**
 * Entra's answer, if the session still exists when the answer comes. It may have ended while MSAL refreshed.
 */
async function forLivingSession<Answer>(
  { sessions }: Pick<SessionLifecycleParts, "sessions">,
  session: CallerSession,
  pending: Promise<Answer>,
): Promise<Answer> {
  const answer = await pending;
  if ((await sessions.find(session.id)) !== undefined) return answer;
  throw new AuthenticationError("sign_in_required", "This session has ended. Sign in again.");
}

/** Before the session ends: the user's next sign-in has to satisfy the demand. */
async function noteDemand(
  { claimsDemands }: Pick<SessionLifecycleParts, "claimsDemands">,
  session: CallerSession,
  claims: string | undefined,
): Promise<void> {
  if (claims !== undefined) await claimsDemands.note(session, claims);
}
