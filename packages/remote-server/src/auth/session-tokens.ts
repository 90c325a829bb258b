import { auditSessionId, AuthenticationError, type RecordAuditEvent } from "@mcp-entra/auth-core";
import { InvalidGrantError, InvalidScopeError } from "@modelcontextprotocol/sdk/server/auth/errors.js";
import type { OAuthTokens } from "@modelcontextprotocol/sdk/shared/auth.js";
import type { AuthorizationCodes, AuthorizationGrant } from "./authorization-codes.ts";
import type { EntraConfidentialClient } from "./entra-confidential-client.ts";
import type { TokenPair } from "./mint-tokens.ts";
import type { Session } from "./session.ts";
import type { Sessions } from "./sessions.ts";
import type { TokenStore } from "./token-store.ts";

export interface SessionTokenParts {
  entra: EntraConfidentialClient;
  codes: AuthorizationCodes;
  sessions: Sessions;
  tokenStore: TokenStore;
  audit: RecordAuditEvent;
}

/** The life of a session: begun with a code, prolonged with a refresh token, ended for many reasons. */
export interface SessionTokens {
  /** The grant behind a code, without using the code up. @throws InvalidGrantError */
  grantFor(code: string, clientId: string): Promise<AuthorizationGrant>;
  /** One code, one session. @throws InvalidGrantError */
  redeem(code: string, clientId: string, redirectUri: string | undefined): Promise<OAuthTokens>;
  /** A new pair for a refresh token, which is good for one time. @throws InvalidGrantError, InvalidScopeError */
  refresh(refreshToken: string, clientId: string, scopes: readonly string[]): Promise<OAuthTokens>;
  /** Ends a session, with everything that hangs on it. */
  end(session: Session, reason: string): Promise<void>;
  /** Entra's access token behind a session. @throws AuthenticationError; `sign_in_required` has ended the session. */
  entraAccessToken(session: Session, how: { forceRefresh: boolean }): Promise<string>;
}

export function createSessionTokens(parts: SessionTokenParts): SessionTokens {
  const { codes, sessions, tokenStore, audit } = parts;
  return {
    grantFor: async (code, clientId) => {
      const grant = await codes.peek(code);
      // A stolen code is of no use to another client.
      if (grant === undefined || grant.clientId !== clientId) throw await refuseCode(parts, code, clientId);
      return grant;
    },
    redeem: async (code, clientId, redirectUri) => {
      const grant = await codes.redeem(code);
      if (grant === undefined || grant.clientId !== clientId) throw await refuseCode(parts, code, clientId);
      // Nor at another address than the one that it was sent to (RFC 6749 §4.1.3).
      if (grant.redirectUri !== redirectUri) throw await refuseCode(parts, code, clientId);
      const { tokens, endsInSeconds } = await sessions.create(grant.sessionId, grant);
      await tokenStore.keep(grant.sessionId, endsInSeconds);
      const who = whose({ ...grant, id: grant.sessionId });
      audit({ event: "code_redeemed", outcome: "success", ...who });
      audit({ event: "session_created", outcome: "success", ...who });
      return toOAuthTokens(tokens, grant.scopes);
    },
    refresh: async (refreshToken, clientId, scopes) => {
      const outcome = await sessions.refresh({ refreshToken, clientId, scopes });
      if (outcome.kind === "scope_widened") {
        throw new InvalidScopeError(
          "A refresh cannot ask for more than the user agreed to. Start a new sign-in.",
        );
      }
      if (outcome.kind === "reused") await endSession(parts, outcome.session, "refresh token used twice");
      if (outcome.kind !== "refreshed")
        throw new InvalidGrantError("The refresh token is not valid (any more).");
      audit({ event: "session_refreshed", outcome: "success", ...whose(outcome.session) });
      return toOAuthTokens(outcome.tokens, outcome.session.scopes);
    },
    end: async (session, reason) => endSession(parts, session, reason),
    entraAccessToken: async (session, how) => entraAccessToken(parts, session, how),
  };
}

/** A code that was redeemed before has leaked: what the first redemption got is ended too (RFC 6749 §4.1.2). */
async function refuseCode(
  parts: SessionTokenParts,
  code: string,
  client: string,
): Promise<InvalidGrantError> {
  const session = await parts.sessions.find(await parts.codes.redeemedSession(code));
  if (session !== undefined) await endSession(parts, session, "authorization code used twice");
  parts.audit({ event: "code_refused", outcome: "failure", client });
  return new InvalidGrantError(
    "The authorization code is not valid (any more), or belongs to another client.",
  );
}

async function entraAccessToken(
  parts: SessionTokenParts,
  session: Session,
  { forceRefresh }: { forceRefresh: boolean },
): Promise<string> {
  try {
    return await parts.entra.graphToken(session, forceRefresh);
  } catch (error) {
    // Only the user can help now, so the session's token must lead to a sign-in from the next request on.
    if (error instanceof AuthenticationError && error.code === "sign_in_required") {
      await endSession(parts, session, "Entra asks for a new sign-in", error.entraCode);
    }
    throw error;
  }
}

async function endSession(
  parts: SessionTokenParts,
  session: Session,
  reason: string,
  entraCode?: number,
): Promise<void> {
  await parts.sessions.revoke(session.id);
  await parts.tokenStore.forget(session.id);
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
