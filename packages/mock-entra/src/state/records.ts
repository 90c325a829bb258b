import type { AuthorizeRequest, Challenge, RequestedScopes, ReturnTo } from "../authorize/request-types.ts";
import type { Platform } from "../authorize/redirect-uri.ts";

/** What a code, a refresh token or a confirmed device code gives access to. */
export interface Grant {
  appId: string;
  userId: string;
  tenantId: string;
  /** The requested scopes, unchanged. */
  scopes: string[];
  /** The sign-in's redirect URI, which decides whether the client is public. `undefined` for a device. */
  platform: Platform | undefined;
  /** Connects the tokens with the browser session. */
  sessionId: string;
}

export interface AuthorizationCode extends Grant {
  redirectUri: string;
  nonce: string | undefined;
  /** The request had a `max_age` (OpenID Connect Core §3.1.2.1). */
  showsSignInTime: boolean;
  challenge: Challenge | undefined;
  issuedAt: number;
  expiresAt: number;
  /** Set at the first redemption: a second one is refused (RFC 6749 §4.1.2). */
  redeemed: boolean;
}

export interface RefreshToken extends Grant {
  issuedAt: number;
  expiresAt: number;
  killed: "revoked" | "expired" | undefined;
  /** Shared by a refresh token and all its successors. */
  family: string;
  /** Set at the first use, if rotation is strict. */
  spent: boolean;
}

export interface DeviceAuthorization {
  appId: string;
  /** The tenant that the device named; `undefined` for the users of all organizations. */
  tenantId: string | undefined;
  userCode: string;
  scopes: string[];
  expiresAt: number;
  /** The user who has confirmed, and where; `"declined"` if the user has refused. */
  outcome: (SignedIn & { tenantId: string }) | "declined" | undefined;
  redeemed: boolean;
}

export interface SignedIn {
  userId: string;
  sessionId: string;
}

/** How a user signed in. Kept after the session's end, for its tokens. */
export interface SignInFacts {
  userId: string;
  /** Where the user signed in. The session's refresh tokens can be used in other tenants as well. */
  tenantId: string;
  startedAt: number;
  /** As in the `amr` claim: `pwd`, and `mfa` after a second factor. */
  methods: ("pwd" | "mfa")[];
  /** Authentication contexts that were requested and satisfied: the `acrs` claim. */
  authenticationContexts: string[];
  /** `appId`s of clients that understand claims challenges: the `xms_cc` claim. */
  capableClients: Set<string>;
  /** `appId`s of the session, which are notified of the sign-out. */
  applications: Set<string>;
  /** The time when the user was signed out everywhere, in seconds since 1970. */
  revokedAt: number | undefined;
}

export interface BrowserSession extends SignedIn {
  /** Where the user signed in. The user of a session is also signed in where they are a guest. */
  tenantId: string;
  expiresAt: number;
}

export interface AdminConsentRequest {
  kind: "admin-consent";
  /** The encoded parameters, unchanged, for the same request in another tenant. */
  encoded: string;
  returnTo: ReturnTo;
  scopes: RequestedScopes;
}

/** The request that the sign-in page interrupted. */
export interface Interaction {
  id: string;
  /** The value of the browser's own cookie: a form from another browser is refused (login CSRF). */
  browser: string;
  tenantSegment: string;
  /** From the request that began it. */
  correlationId: string;
  purpose:
    | { kind: "authorize"; request: AuthorizeRequest }
    | { kind: "device"; device: DeviceAuthorization }
    | AdminConsentRequest;
  /** The user who has signed in, if there is one. */
  signedIn: SignedIn | undefined;
  expiresAt: number;
}
