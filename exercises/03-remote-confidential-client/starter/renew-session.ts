import { InvalidGrantError } from "@modelcontextprotocol/sdk/server/auth/errors.js";
import type { OAuthClientInformationFull, OAuthTokens } from "@modelcontextprotocol/sdk/shared/auth.js";
import type { ProviderContext } from "./provider-context.ts";

/**
 * A refresh token of ours for new tokens.
 *
 * @param scopes what the client asks for; none: what the session has.
 * @throws InvalidGrantError, InvalidScopeError
 */
export async function renewSession(
  context: ProviderContext,
  client: OAuthClientInformationFull,
  refreshToken: string,
  scopes: string[] = [],
): Promise<OAuthTokens> {
  // TODO 3.6: a refresh token can come twice, from another client, or with more scopes than were granted.
  throw new InvalidGrantError("Not written yet.");
}
