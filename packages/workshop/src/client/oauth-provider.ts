import { inspect } from "node:util";
import type {
  OAuthClientProvider,
  OAuthDiscoveryState,
  StoredOAuthClientInformation,
  StoredOAuthTokens,
} from "@modelcontextprotocol/client";
import { type ByIssuer, createByIssuer } from "./by-issuer.ts";
import { type PkceOptions, requirePkce } from "./require-pkce.ts";

export interface OAuthProviderOptions extends PkceOptions {
  /** The client's name. */
  name: string;
  redirectUri: string;
  /**
   * The client's existing registration. Without it, the client registers itself. It is for the `issuer` that
   * it names, or else for the first one that asks.
   */
  registration?: StoredOAuthClientInformation | undefined;
  /** The address of the client's metadata document, for servers that support these. */
  metadataUrl?: string | undefined;
}

/** A sign-in between the client's request and the authorization server's answer. */
interface PendingSignIn {
  url: URL;
  codeVerifier: string;
  discovered: OAuthDiscoveryState;
}

/** What an MCP client knows about one server. */
export interface WorkshopOAuthProvider extends OAuthClientProvider {
  clientInformation(context?: { issuer: string }): StoredOAuthClientInformation | undefined;
  tokens(context?: { issuer: string }): StoredOAuthTokens | undefined;
  discoveryState(): OAuthDiscoveryState | undefined;
  /** The page that the user has to visit. */
  pageToVisit(): URL | undefined;
  /**
   * The sign-in is over. Its discovery data are deleted: the next sign-in reads them again, and sees changes.
   */
  finishSignIn(): void;
}

/** A public client, because it runs on its user's machine and cannot keep a secret. */
export function createOAuthProvider(options: OAuthProviderOptions): WorkshopOAuthProvider {
  const { name, redirectUri, metadataUrl, registration } = options;
  const tokens = createByIssuer<StoredOAuthTokens>();
  const registrations = createByIssuer<StoredOAuthClientInformation>();
  let pending: Partial<PendingSignIn> = {};

  const provider: WorkshopOAuthProvider = {
    ...(registration === undefined ? introducesItself(registrations) : isRegisteredAs(registration)),
    redirectUrl: redirectUri,
    ...(metadataUrl === undefined ? {} : { clientMetadataUrl: metadataUrl }),
    clientMetadata: {
      client_name: name,
      redirect_uris: [redirectUri],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "none",
      // A server may refuse a redirect URI on loopback to a web application (OpenID Connect Registration §2).
      application_type: "native",
    },
    state: () => crypto.randomUUID(),
    tokens: (context) => tokens.read(context?.issuer),
    saveTokens: (received) => tokens.write(received.issuer ?? "", received),
    saveCodeVerifier: (codeVerifier) => void (pending.codeVerifier = codeVerifier),
    codeVerifier: () => pending.codeVerifier ?? "",
    redirectToAuthorization: (url) => void (pending.url = url),
    invalidateCredentials: (kind) => {
      const issuer = pending.discovered?.authorizationServerMetadata?.issuer ?? "";
      if (kind === "all" || kind === "tokens") tokens.forget(issuer);
      if (kind === "all" || kind === "client") registrations.forget(issuer);
    },
    pageToVisit: () => pending.url,
    finishSignIn: () => void (pending = {}),
    discoveryState: () => pending.discovered,
    saveDiscoveryState: (discovered) => {
      requirePkce(discovered.authorizationServerMetadata, options);
      pending.discovered = discovered;
    },
  };
  // If a program prints this object, or an error that contains it, no token is printed.
  const printed = `[OAuth provider of ${name}]`;
  return Object.defineProperty(provider, inspect.custom, { value: () => printed });
}

type ClientInformation = Pick<WorkshopOAuthProvider, "clientInformation" | "saveClientInformation">;

function introducesItself(registrations: ByIssuer<StoredOAuthClientInformation>): ClientInformation {
  return {
    clientInformation: (context) => registrations.read(context?.issuer),
    saveClientInformation: (information) => registrations.write(information.issuer ?? "", information),
  };
}

/**
 * It is bound to the first issuer, if it does not name one: the SDK then refuses to send its secret to
 * another one.
 */
function isRegisteredAs(registration: StoredOAuthClientInformation): ClientInformation {
  let { issuer } = registration;
  return {
    clientInformation: (context) => {
      issuer ??= context?.issuer;
      return { ...registration, ...(issuer === undefined ? {} : { issuer }) };
    },
  };
}
