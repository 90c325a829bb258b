import { type RecordAuditEvent, type TokenVerdict } from "@mcp-entra/auth-core";
import { OAuthError } from "../http/older-sdk.ts";
import type { AuthorizationServer } from "./create-authorization-server.ts";
import type { ProtectedResource } from "./protected-resource.ts";
import type { SessionAuthInfo } from "./rules/caller-session.ts";
import type { Endpoints } from "./rules/endpoints.ts";
import { ExpiredTokenError } from "./sessions/expired-token-error.ts";
import { auditFieldsOf } from "./sessions/session.ts";

/** Protects tools with session tokens, which this server issues. */
export function protectBySessionTokens(
  { provider, sessions, endings, questions, clients }: AuthorizationServer,
  { endpoints, audit }: { endpoints: Endpoints; audit: RecordAuditEvent },
): ProtectedResource {
  return {
    verifyToken: async (token) => {
      try {
        return judge(await provider.verifyAccessToken(token), endpoints.mcp);
      } catch (error) {
        if (!(error instanceof OAuthError)) throw error;
        if (!(error instanceof ExpiredTokenError)) return { kind: "bad" };
        const event = {
          event: "session_expired",
          outcome: "failure",
          ...auditFieldsOf(error.session),
        } as const;
        return { kind: "bad", isExpired: true, report: () => audit(event) };
      }
    },
    isSessionAlive: async ({ id }) => (await sessions.find(id)) !== undefined,
    access: provider,
    endings,
    questions,
    clients,
    authorizationServer: endpoints.issuer,
    nameOfScope: (scope) => scope,
    tellsClaims: false,
  };
}

function judge(authInfo: SessionAuthInfo, audience: string): TokenVerdict<SessionAuthInfo> {
  // defence:48-access We must not accept a token for another resource, also if our own code issued it.
  if (authInfo.resource?.href !== audience) return { kind: "bad" };
  return { kind: "good", caller: authInfo };
}
