import type { AuthorizeRequest, Challenge, RequestedScopes, ReturnTo } from "../authorize/request-types.ts";
import type { Platform } from "../authorize/redirect-uri.ts";

/** What a code, a refresh token or a confirmed device code gives access to. */
export interface Grant {
  appId: string;
  userId: string;
  tenantId: string;
  /** The scopes as the client asked for them. */
  scopes: string[];
  /** Where the sign-in was sent: decides whether the client is public. `undefined` for a device. */
  platform: Platform | undefined;
  /** Correlates the tokens with the browser session. */
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
  /** Set at the first use where rotation is strict. */
  spent: boolean;
}

export interface DeviceAuthorization {
  appId: string;
  tenantId: string;
  userCode: string;
  scopes: string[];
  expiresAt: number;
  /** Who has confirmed; `"declined"` once the user has said no. */
  outcome: SignedIn | "declined" | undefined;
  redeemed: boolean;
}

export interface SignedIn {
  userId: string;
  sessionId: string;
}

/** How a user signed in. Kept after the session's end, for the tokens that came out of it. */
export interface SignInFacts {
  userId: string;
  startedAt: number;
  /** As in the `amr` claim: `pwd`, and `mfa` after a second factor. */
  methods: ("pwd" | "mfa")[];
  /** Authentication contexts that were asked for and satisfied: the `acrs` claim. */
  authenticationContexts: string[];
  /** `appId`s of clients that understand claims challenges: the `xms_cc` claim. */
  capableClients: Set<string>;
  /** `appId`s that were signed in to, to be told of the sign-out. */
  applications: Set<string>;
  /** Since when the user is signed out everywhere, in seconds since 1970. */
  revokedAt: number | undefined;
}

export interface BrowserSession extends SignedIn {
  expiresAt: number;
}

export interface AdminConsentRequest {
  kind: "admin-consent";
  returnTo: ReturnTo;
  scopes: RequestedScopes;
}

/** What the browser was in the middle of when the sign-in page came up. */
export interface Interaction {
  id: string;
  /** The value of the browser's own cookie: a form lifted out of another browser is refused (login CSRF). */
  browser: string;
  tenantSegment: string;
  /** Of the request that began it. */
  correlationId: string;
  purpose:
    | { kind: "authorize"; request: AuthorizeRequest }
    | { kind: "device"; device: DeviceAuthorization }
    | AdminConsentRequest;
  /** Who has signed in so far. */
  signedIn: SignedIn | undefined;
  expiresAt: number;
}
