import { hashToken } from "@mcp-entra/auth-core";
import { InvalidGrantError, InvalidScopeError } from "@modelcontextprotocol/sdk/server/auth/errors.js";
import type { OAuthClientInformationFull, OAuthTokens } from "@modelcontextprotocol/sdk/shared/auth.js";
import { issueTokens } from "./exchange-code.ts";
import type { ProviderContext, Session } from "./provider-context.ts";

/**
 * Exchanges a refresh token of ours for new tokens. It is valid once.
 *
 * @param scopes fewer scopes for the new access token; none: all of the session's. The new refresh token keeps all (RFC 6749 §6).
 */
export async function renewSession(
  context: ProviderContext,
  client: OAuthClientInformationFull,
  refreshToken: string,
  scopes: string[] = [],
): Promise<OAuthTokens> {
  const record = await context.options.store.take(`refresh:${hashToken(refreshToken)}`);
  const session: Session | undefined = record === undefined ? undefined : JSON.parse(record);
  if (session === undefined || session.clientId !== client.client_id)
    throw new InvalidGrantError("The refresh token is unknown, used, expired or another client's.");
  if (!scopes.every((scope) => session.scopes.includes(scope)))
    throw new InvalidScopeError("The sign-in did not grant these scopes.");
  return issueTokens(context, session, scopes.length > 0 ? scopes : session.scopes);
}
