import {
  auditSessionId,
  AuthenticationError,
  type Correlation,
  type RecordAuditEvent,
} from "@mcp-entra/auth-core";
import {
  InvalidGrantError,
  InvalidScopeError,
  TemporarilyUnavailableError,
} from "@modelcontextprotocol/sdk/server/auth/errors.js";
import type { OAuthTokens } from "@modelcontextprotocol/sdk/shared/auth.js";
import type { Approvals } from "../consent/approvals.ts";
import type { AuthorizationCodes, AuthorizationGrant } from "./authorization-codes.ts";
import type { EntraConfidentialClient } from "../entra/entra-confidential-client.ts";
import type { SessionEndings } from "./session-endings.ts";
import type { TokenPair } from "./token-pair.ts";
import type { RefreshRequest } from "./refresh-decision.ts";
import type { Session } from "./session.ts";
import type { Sessions } from "./sessions.ts";
import type { EntraTokenStore } from "../entra/entra-token-store.ts";
import { withEntraCode } from "../entra/with-entra-code.ts";

export interface SessionLifecycleParts {
  /** The resource that all tokens are for. */
  audience: string;
  entra: EntraConfidentialClient;
  codes: AuthorizationCodes;
  sessions: Sessions;
  entraTokenStore: EntraTokenStore;
  endings: Pick<SessionEndings, "announce">;
  approvals: Pick<Approvals, "covers" | "touch">;
  audit: RecordAuditEvent;
  correlation: Correlation;
}

/** A refresh token, and who presents it. */
type Presented = Omit<RefreshRequest, "audience">;

/** The life of a session: begun with a code, prolonged with a refresh token, ended for many reasons. */
export interface SessionLifecycle {
  /** The grant behind a code, without using the code up. @throws InvalidGrantError */
  grantFor(code: string, clientId: string): Promise<AuthorizationGrant>;
  /** One code, one session. @throws InvalidGrantError */
  redeem(code: string, clientId: string): Promise<OAuthTokens>;
  /** A new pair for a refresh token, which is good for one time. @throws InvalidGrantError, InvalidScopeError */
  refresh(request: Presented): Promise<OAuthTokens>;
  /** Ends a session, with everything that hangs on it. */
  end(session: Session, reason: string): Promise<void>;
  /** The same by its id, also for one that has not begun yet: its code has not been redeemed. */
  endById(sessionId: string, reason: string): Promise<void>;
  /** Entra's access token behind a session. @throws AuthenticationError; `sign_in_required` has ended the session. */
  entraAccessToken(session: Session, how: { forceRefresh: boolean }): Promise<string>;
}

export function createSessionLifecycle(parts: SessionLifecycleParts): SessionLifecycle {
  const { codes } = parts;
  return {
    grantFor: async (code, clientId) => {
      const grant = await codes.peek(code);
      if (grant === undefined) throw await refuseCode(parts, code, clientId);
      // defence:29 A stolen code is of no use to another client; its own may still come for it.
      if (grant.clientId !== clientId) throw refuseForeignCode(parts, clientId, "client");
      // defence:48-code Nor of use at another server that keeps its sessions in this store: the user has agreed to one of them.
      if (grant.audience !== parts.audience) throw refuseForeignCode(parts, clientId, "server");
      return grant;
    },
    redeem: async (code, clientId) => {
      const grant = await codes.redeem(code);
      if (grant === undefined) throw await refuseCode(parts, code, clientId);
      // defence:29-redeem Once more, at the moment that counts.
      if (grant.clientId !== clientId) throw await refuseCode(parts, code, clientId);
      return beginSession(parts, code, grant);
    },
    refresh: async (request) => refresh(parts, request),
    end: async (session, reason) => endSession(parts, session, reason),
    endById: async (sessionId, reason) => {
      const session = await parts.sessions.find(sessionId);
      if (session === undefined) await parts.entraTokenStore.forget(sessionId);
      else await endSession(parts, session, reason);
    },
    entraAccessToken: async (session, how) => entraAccessToken(parts, session, how),
  };
}

async function beginSession(
  parts: SessionLifecycleParts,
  code: string,
  grant: AuthorizationGrant,
): Promise<OAuthTokens> {
  const { audience, sessions, entraTokenStore, codes, approvals, audit } = parts;
  const { userId, clientId, scopes, roles } = grant;
  parts.correlation.adopt(grant.correlationId);
  const owner = { id: grant.sessionId, userId, clientId };
  const granted = { userId, clientId, scopes, roles, audience };
  const { tokens, endsInSeconds } = await sessions.create(owner.id, granted);
  await entraTokenStore.keep(grant.sessionId, endsInSeconds);
  // Somebody may have presented the same code while the session was being made.
  if (await codes.wasReplayed(code)) throw await refuseCode(parts, code, grant.clientId);
  // Or the user has taken the approval back, between the sign-in and now.
  if (!(await approvals.covers(userId, clientId, owner.id))) throw await refuseCode(parts, code, clientId);
  audit({ event: "code_redeemed", outcome: "success", ...whose(owner) });
  audit({ event: "session_created", outcome: "success", ...whose(owner) });
  return toOAuthTokens(tokens, grant.scopes);
}

/** The code stays good for whom it is. */
function refuseForeignCode(
  { audit }: SessionLifecycleParts,
  client: string,
  owner: "client" | "server",
): InvalidGrantError {
  audit({ event: "code_refused", outcome: "failure", client, reason: `another ${owner}'s code` });
  return new InvalidGrantError(`The authorization code belongs to another ${owner}.`);
}

/** A code that was redeemed before has leaked: what the first redemption got is ended too (RFC 6749 §4.1.2). */
async function refuseCode(
  parts: SessionLifecycleParts,
  code: string,
  client: string,
): Promise<InvalidGrantError> {
  const sessionId = await parts.codes.markReplayed(code);
  const session = await parts.sessions.find(sessionId);
  // defence:31-family
  if (session !== undefined) await endSession(parts, session, "authorization code used twice");
  if (session !== undefined) {
    parts.audit({ event: "code_replayed", outcome: "failure", ...whose(session), client });
  } else {
    const reason = sessionId === undefined ? "unknown code" : "expired, or used before";
    parts.audit({ event: "code_refused", outcome: "failure", client, reason });
  }
  return new InvalidGrantError("The authorization code is not valid (any more).");
}

async function refresh(parts: SessionLifecycleParts, presented: Presented): Promise<OAuthTokens> {
  const { sessions, audit } = parts;
  const request = { ...presented, audience: parts.audience };
  const outcome = await sessions.refresh(request, async (session) => currentRoles(parts, session));
  if (outcome.kind === "refreshed") {
    audit({ event: "session_refreshed", outcome: "success", ...whose(outcome.session) });
    await parts.approvals.touch(outcome.session.userId, outcome.session.clientId);
    return toOAuthTokens(outcome.tokens, outcome.session.scopes);
  }
  // defence:33-family
  if (outcome.kind === "reused") await endSession(parts, outcome.session, "refresh token used twice");
  const reason = outcome.kind === "reused" ? "used before" : outcome.reason.replace("_", " ");
  audit({ event: "refresh_refused", outcome: "failure", client: request.clientId, reason });
  throw reason === "scope widened"
    ? new InvalidScopeError("A refresh cannot ask for more than the user agreed to. Start a new sign-in.")
    : new InvalidGrantError("The refresh token is not valid (any more).");
}

/**
 * A refresh is where changes in Entra take effect: who has lost a role loses it here, and whose account has been disabled or
 * signed out everywhere is out here too. So without an answer from Entra there is no refresh either; the refresh token stays
 * good, for when Entra is back.
 */
async function currentRoles(parts: SessionLifecycleParts, session: Session): Promise<string[]> {
  try {
    const roles = await parts.entra.currentRoles(session);
    // While MSAL was refreshing, the session may have been ended; MSAL has then put Entra's tokens back.
    if ((await parts.sessions.find(session.id)) !== undefined) return roles;
    throw new AuthenticationError("sign_in_required", "This session has ended. Sign in again.");
  } catch (error) {
    if (!(error instanceof AuthenticationError)) throw error;
    const { code, entraCode } = error;
    const reason =
      code === "sign_in_required" ? "Entra asks for a new sign-in" : "Entra did not confirm the user";
    parts.audit({ event: "refresh_refused", outcome: "failure", reason, entraCode, ...whose(session) });
    if (code !== "sign_in_required") {
      throw new TemporarilyUnavailableError(
        withEntraCode("The user could not be checked with Microsoft Entra ID. Try again soon.", entraCode),
      );
    }
    await endSession(parts, session, reason, entraCode);
    throw new InvalidGrantError(withEntraCode("Microsoft Entra ID asks for a new sign-in.", entraCode));
  }
}

async function entraAccessToken(
  parts: SessionLifecycleParts,
  session: Session,
  { forceRefresh }: { forceRefresh: boolean },
): Promise<string> {
  try {
    const token = await parts.entra.graphToken(session, forceRefresh);
    // While MSAL was refreshing, the session may have been ended; MSAL has then put Entra's tokens back.
    if ((await parts.sessions.find(session.id)) !== undefined) return token;
    throw new AuthenticationError("sign_in_required", "This session has ended. Sign in again.");
  } catch (error) {
    // Only the user can help now, so the session's token must lead to a sign-in from the next request on.
    if (error instanceof AuthenticationError && error.code === "sign_in_required") {
      await endSession(parts, session, "Entra asks for a new sign-in", error.entraCode);
    }
    throw error;
  }
}

async function endSession(
  parts: SessionLifecycleParts,
  session: Session,
  reason: string,
  entraCode?: number,
): Promise<void> {
  const existed = (await parts.sessions.find(session.id)) !== undefined;
  // The session first: whoever finds Entra's tokens without a session behind them throws them away.
  await parts.sessions.revoke(session.id);
  parts.endings.announce(session.id);
  await parts.entraTokenStore.forget(session.id);
  if (!existed) return;
  parts.audit({ event: "session_revoked", outcome: "success", reason, entraCode, ...whose(session) });
}

function toOAuthTokens(tokens: TokenPair, scopes: string[]): OAuthTokens {
  return {
    access_token: tokens.accessToken,
    token_type: "Bearer",
    expires_in: tokens.expiresInSeconds,
    refresh_token: tokens.refreshToken,
    scope: scopes.join(" "),
  };
}

function whose(session: Pick<Session, "id" | "userId" | "clientId">) {
  return { session: auditSessionId(session.id), user: session.userId, client: session.clientId };
}
