import { type RecordAuditEvent, type TokenVerdict } from "@mcp-entra/auth-core";
import { OAuthError } from "../http/older-sdk.ts";
import type { AuthorizationServer } from "./create-authorization-server.ts";
import type { ProtectedResource } from "./protected-resource.ts";
import type { SessionAuthInfo } from "./rules/caller-session.ts";
import type { Endpoints } from "./rules/endpoints.ts";
import { ExpiredTokenError } from "./sessions/expired-token-error.ts";
import { auditFieldsOf } from "./sessions/session.ts";

/** Tools behind session tokens, which this server has issued itself. */
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
  // defence:48-access A token that was made for another resource is not ours to accept, whichever server made it.
  if (authInfo.resource?.href !== audience) return { kind: "bad" };
  return { kind: "good", caller: authInfo };
}
