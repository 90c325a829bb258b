import { inspect } from "node:util";
import type { OAuthClientProvider, OAuthDiscoveryState } from "@modelcontextprotocol/sdk/client/auth.js";
import type { OAuthClientInformationMixed } from "@modelcontextprotocol/sdk/shared/auth.js";
import { createPreparedSignIns, type PreparedSignIns } from "./prepared-sign-ins.ts";
import { createTokenMemory, type TokenMemory } from "./token-memory.ts";

export interface OAuthProviderOptions {
  clientName: string;
  redirectUri: string;
  /** What the client was registered as beforehand; without it, it introduces itself. */
  registration?: OAuthClientInformationMixed | undefined;
  /** The address of the client's metadata document, for servers that support these. */
  metadataUrl?: string | undefined;
}

/** What an MCP client knows about one server. */
export interface WorkshopOAuthProvider extends OAuthClientProvider {
  tokenMemory: TokenMemory;
  signIns: PreparedSignIns;
  discoveryState(): OAuthDiscoveryState | undefined;
}

/** A public client: it runs on its user's machine and cannot keep a secret. */
export function createOAuthProvider(options: OAuthProviderOptions): WorkshopOAuthProvider {
  const { clientName, redirectUri, metadataUrl } = options;
  const tokenMemory = createTokenMemory();
  const signIns = createPreparedSignIns();
  let { registration } = options;
  let discovered: OAuthDiscoveryState | undefined;

  const provider: WorkshopOAuthProvider = {
    tokenMemory,
    signIns,
    redirectUrl: redirectUri,
    ...(metadataUrl === undefined ? {} : { clientMetadataUrl: metadataUrl }),
    clientMetadata: {
      client_name: clientName,
      redirect_uris: [redirectUri],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "none",
    },
    state: () => crypto.randomUUID(),
    clientInformation: () => registration,
    saveClientInformation: (information) => void (registration = information),
    tokens: () => tokenMemory.read(),
    saveTokens: (tokens) => tokenMemory.write(tokens),
    saveCodeVerifier: (verifier) => signIns.saveVerifier(verifier),
    redirectToAuthorization: (url) => signIns.prepare(url),
    codeVerifier: () => signIns.current()?.codeVerifier ?? "",
    invalidateCredentials: (scope) => {
      if (scope === "all" || scope === "tokens") tokenMemory.forget();
      if (scope === "all" || scope === "client") registration = options.registration;
      if (scope === "all" || scope === "discovery") discovered = undefined;
    },
    discoveryState: () => discovered,
    saveDiscoveryState: (state) => void (discovered = state),
  };
  // Whoever prints this object, or an error that holds it, prints no token.
  const printed = `[OAuth provider of ${clientName}]`;
  return Object.defineProperty(provider, inspect.custom, { value: () => printed });
}
