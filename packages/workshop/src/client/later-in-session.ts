import { auth, discoverOAuthServerInfo } from "@modelcontextprotocol/client";
import type { WorkshopOAuthProvider } from "./oauth-provider.ts";
import { revokeTokens } from "./revoke-tokens.ts";
import type { SignInOptions } from "./sign-in.ts";

type Server = Pick<SignInOptions, "serverUrl" | "fetch">;

/** With the refresh token. @returns false if the user has to sign in. */
export async function renewTokens(
  provider: WorkshopOAuthProvider,
  { serverUrl, fetch: fetchFn = fetch }: Server,
): Promise<boolean> {
  try {
    return (await auth(provider, { serverUrl, fetchFn })) === "AUTHORIZED";
  } finally {
    provider.finishSignIn();
  }
}

/**
 * Revokes the tokens if the authorization server can do that. Entra cannot: then they are only deleted here.
 */
export async function endSession(
  provider: WorkshopOAuthProvider,
  { serverUrl, fetch: fetchFn = fetch }: Server,
): Promise<void> {
  const tokens = provider.tokens();
  if (tokens === undefined) return;
  try {
    await provider.saveDiscoveryState?.(await discoverOAuthServerInfo(serverUrl, { fetchFn }));
    await revokeTokens(tokens, provider, fetchFn);
    await provider.invalidateCredentials?.("tokens");
  } finally {
    provider.finishSignIn();
  }
}
