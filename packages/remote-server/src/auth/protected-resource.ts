import type { TokenRequest, TokenVerdict } from "@mcp-entra/auth-core";
import type { ClientRegistry } from "./clients/client-registry.ts";
import type { ToolQuestions } from "./consent/tool-questions.ts";
import type { CallerSession, SessionAuthInfo } from "./rules/caller-session.ts";
import type { SessionEndings } from "./sessions/session-endings.ts";

/** A session's access to Entra. */
export interface UserAccess {
  /** An access token for Graph. @throws AuthenticationError; `sign_in_required` if only the user can help. */
  entraAccessToken(session: CallerSession, how: TokenRequest): Promise<string>;
  /**
   * Deletes what is stored for the session, because only a new sign-in helps. @param claims what that sign-in
   * has to satisfy, as JSON.
   */
  endSession(session: CallerSession, reason: string, claims?: string): Promise<void>;
}

/** What the guards and the tools need, the same for tokens of this server and for tokens of Entra. */
export interface ProtectedResource {
  verifyToken(token: string): Promise<TokenVerdict<SessionAuthInfo>>;
  isSessionAlive(session: CallerSession): Promise<boolean>;
  access: UserAccess;
  endings: SessionEndings;
  questions: ToolQuestions;
  /** The names of clients; see `getAuditLog`. */
  clients: Pick<ClientRegistry, "nameOf">;
  /** The issuer that clients of this resource are sent to. */
  authorizationServer: string;
  /** The name of our scope at that issuer. @param resource the address that the client uses. */
  nameOfScope(scope: string, resource: string): string;
  /** Whether a client can send a claims challenge to the issuer. Our own issuer remembers it instead. */
  tellsClaims: boolean;
}
