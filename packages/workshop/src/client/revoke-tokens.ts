import type { OAuthTokens } from "@modelcontextprotocol/client";
import { z } from "zod";
import type { WorkshopOAuthProvider } from "./oauth-provider.ts";

const revocable = z.looseObject({ issuer: z.string(), revocation_endpoint: z.url() });

/**
 * Tells the server of the current sign-in that these tokens will not be used any more (RFC 7009). If it
 * cannot be reached, they expire.
 */
export async function revokeTokens(
  { refresh_token: refreshToken, access_token: accessToken }: OAuthTokens,
  provider: WorkshopOAuthProvider,
  fetchIt: typeof fetch,
): Promise<void> {
  const metadata = revocable.safeParse(provider.discoveryState()?.authorizationServerMetadata).data;
  if (metadata === undefined) return;
  const clientId = provider.clientInformation(metadata)?.client_id;
  if (clientId === undefined) return;
  const body = new URLSearchParams({ token: refreshToken ?? accessToken, client_id: clientId });
  await fetchIt(metadata.revocation_endpoint, { method: "POST", body }).catch(() => undefined);
}
