import { ConfidentialClientApplication, CryptoProvider } from "@azure/msal-node";
import { createOpaqueToken, hashToken } from "@mcp-entra/auth-core";
import type { AuthorizationParams } from "@modelcontextprotocol/sdk/server/auth/provider.js";
import type { OAuthClientInformationFull } from "@modelcontextprotocol/sdk/shared/auth.js";
import type { Response } from "express";
import type { PendingSignIn, ProviderContext, ProviderOptions } from "./provider-context.ts";

/** The scopes for Entra. They do not depend on the MCP client's scopes. */
const entraScopes = ["User.Read"];

const signInSeconds = 10 * 60;

/** For Entra, we are one confidential client, of one organization. */
export function createEntraClient(options: ProviderOptions): ConfidentialClientApplication {
  const { clientId, clientSecret, tenantId } = options;
  return new ConfidentialClientApplication({
    auth: { clientId, clientSecret, authority: `https://login.microsoftonline.com/${tenantId}` },
  });
}

/** Sends the browser to Entra. The client's own challenge, state and scopes stay here. */
export async function beginSignIn(
  { options, entra }: ProviderContext,
  client: OAuthClientInformationFull,
  { redirectUri, state: clientState, scopes = [], codeChallenge }: AuthorizationParams,
  response: Response,
): Promise<void> {
  const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
  const state = createOpaqueToken();
  const nonce = createOpaqueToken();
  const signIn: PendingSignIn = {
    clientId: client.client_id,
    redirectUri,
    clientState,
    codeChallenge,
    scopes: scopes.length > 0 ? scopes : ["User.Read"],
    nonce,
    codeVerifier: verifier,
  };
  // Under the hash: a reader of the store cannot finish a sign-in that is still open.
  await options.store.set(`sign-in:${hashToken(state)}`, JSON.stringify(signIn), signInSeconds);
  const url = await entra.getAuthCodeUrl({
    scopes: entraScopes,
    redirectUri: options.redirectUri,
    state,
    nonce,
    codeChallenge: challenge,
    codeChallengeMethod: "S256",
    responseMode: "query",
  });
  // Binds the sign-in to this browser: the callback of another browser's sign-in is refused.
  response.cookie("sign-in", state, { httpOnly: true, sameSite: "lax", maxAge: signInSeconds * 1_000 });
  response.redirect(url);
}
