import { InvalidGrantError } from "@modelcontextprotocol/sdk/server/auth/errors.js";
import type { OAuthClientInformationFull, OAuthTokens } from "@modelcontextprotocol/sdk/shared/auth.js";
import type { ProviderContext } from "./provider-context.ts";

/** The challenge that the client began with. The SDK compares the client's verifier with it, before the exchange. */
export async function challengeOfCode(context: ProviderContext, code: string): Promise<string> {
  // TODO 3.3
  throw new InvalidGrantError("Not written yet.");
}

/**
 * Our code for tokens of ours.
 *
 * @param redirectUri the redirect URI of the client's request, if it has one. It has to be the one that the code was sent to.
 * @throws InvalidGrantError
 */
export async function exchangeCode(
  context: ProviderContext,
  client: OAuthClientInformationFull,
  code: string,
  redirectUri?: string,
): Promise<OAuthTokens> {
  // TODO 3.3: a code can come twice, twice at the same time, late, or from another client.
  throw new InvalidGrantError("Not written yet.");
}
