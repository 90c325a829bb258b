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

/** The life of a session: begun with a code, prolonged with a refresh token, ended for many reasons. */
export interface SessionLifecycle {
  /** One code, one session. @throws InvalidGrantError */
  redeem(code: string, presented: PresentedCode): Promise<OAuthTokens>;
  /** The challenge that a code was issued for; it proves nothing by itself. @throws InvalidGrantError */
  challengeOf(code: string): Promise<string>;
  /** A new pair for a refresh token, which is good for one time. @throws InvalidGrantError, InvalidScopeError */
  refresh(request: RefreshRequest): Promise<OAuthTokens>;
  /** Ends a session, with everything that hangs on it. @param claims what is demanded of the next sign-in, as JSON */
  end(session: CallerSession, reason: string, claims?: string): Promise<void>;
  /** The same by its id, also for one that has not begun yet: its code has not been redeemed. */
  endById(sessionId: string, reason: string): Promise<void>;
  /** Entra's access token behind a session. @throws AuthenticationError; `sign_in_required` has ended the session. */
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
      // Who has ended it before has noted what was demanded.
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
    // defence:49 The request that took the approval back may have been cut off before this session was ended.
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
  return new InvalidGrantError("The user has taken back what they allowed this client. Start a new sign-in.");
}

/**
 * A refresh is where changes in Entra take effect: who has lost a role loses it here, and whose account has been disabled or
 * signed out everywhere is out here too. So without an answer from Entra there is no refresh either; the refresh token stays
 * good, for when Entra is back.
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
    // Only the user can help now, so the session's token must lead to a sign-in from the next request on.
    if (error instanceof AuthenticationError && error.code === "sign_in_required") {
      await noteDemand(parts, session, how.claims ?? error.claims);
      await endSession(parts, session, "Entra asks for a new sign-in", error.entraCode);
    }
    throw error;
  }
}

/** Entra's answer, if the session is still there when it comes. While MSAL was refreshing, the session may have been ended. */
async function forLivingSession<Answer>(
  { sessions }: Pick<SessionLifecycleParts, "sessions">,
  session: CallerSession,
  pending: Promise<Answer>,
): Promise<Answer> {
  const answer = await pending;
  if ((await sessions.find(session.id)) !== undefined) return answer;
  throw new AuthenticationError("sign_in_required", "This session has ended. Sign in again.");
}

/** Before the session ends: a user who then signs in again is to meet the demand. */
async function noteDemand(
  { claimsDemands }: Pick<SessionLifecycleParts, "claimsDemands">,
  session: CallerSession,
  claims: string | undefined,
): Promise<void> {
  if (claims !== undefined) await claimsDemands.note(session, claims);
}
