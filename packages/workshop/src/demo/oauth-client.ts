import type { OAuthClientProvider } from "@modelcontextprotocol/sdk/client/auth.js";
import type { OAuthClientInformationMixed, OAuthTokens } from "@modelcontextprotocol/sdk/shared/auth.js";

/** What an MCP client remembers about one server: for the length of a demo, in memory. */
export interface DemoOAuthClient extends OAuthClientProvider {
  tokens(): OAuthTokens | undefined;
  /** The `state` that it sent, to be compared with the one that comes back (RFC 6749 §10.12). */
  sentState(): string | undefined;
}

/** @param openPage is called with the address to which the SDK wants to send the user's browser. */
export function createOAuthClient(redirectUri: string, openPage: (url: URL) => void): DemoOAuthClient {
  let registration: OAuthClientInformationMixed | undefined;
  let tokens: OAuthTokens | undefined;
  let codeVerifier = "";
  let state: string | undefined;
  return {
    redirectUrl: redirectUri,
    clientMetadata: {
      client_name: "Demo client",
      redirect_uris: [redirectUri],
      grant_types: ["authorization_code", "refresh_token"],
      token_endpoint_auth_method: "none",
    },
    state: () => {
      state = crypto.randomUUID();
      return state;
    },
    sentState: () => state,
    clientInformation: () => registration,
    saveClientInformation: (information) => void (registration = information),
    tokens: () => tokens,
    saveTokens: (received) => void (tokens = received),
    redirectToAuthorization: openPage,
    saveCodeVerifier: (verifier) => void (codeVerifier = verifier),
    codeVerifier: () => codeVerifier,
  };
}
