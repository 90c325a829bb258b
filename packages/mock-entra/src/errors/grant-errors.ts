import { define } from "./entra-error.ts";

const invalidRequest = { status: 400, error: "invalid_request" };
const invalidGrant = { status: 400, error: "invalid_grant" };

/** Errors about a code, a refresh token, a device code or a user assertion. */
export const grantErrors = {
  codeRedeemed: define(
    { ...invalidGrant, code: 54005 },
    () =>
      "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.",
  ),
  codeOfAnotherTenant: define(
    { ...invalidGrant, code: 700005 },
    () => "Provided Authorization Code is intended to use against other tenant, thus rejected.",
  ),
  verifierMismatch: define(
    { ...invalidGrant, code: 501481 },
    () => "The Code_Verifier does not match the code_challenge supplied in the authorization request.",
  ),
  spaNeedsChallenge: define(
    { ...invalidRequest, code: 9002325 },
    () => "Proof Key for Code Exchange is required for cross-origin authorization code redemption.",
  ),
  grantExpired: define(
    { ...invalidGrant, code: 70008 },
    () =>
      "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.",
  ),
  /** For a code or token of another application: unconfirmed. */
  grantOfAnotherClient: define(
    { ...invalidGrant, code: 70000 },
    () => "Provided grant is invalid or malformed.",
  ),
  refreshTokenExpired: define(
    { ...invalidGrant, suberror: "bad_token", code: 700082 },
    (issuedAt: string, inactivity: string) =>
      `The refresh token has expired due to inactivity. The token was issued on ${issuedAt} and was inactive for ${inactivity}.`,
  ),
  refreshTokenRevoked: define(
    { ...invalidGrant, code: 50173 },
    (issuedAt: string) =>
      `The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password. The grant was issued on '${issuedAt}'.`,
  ),
  spaRefreshTokenExpired: define(
    { ...invalidGrant, code: 700084 },
    (issuedAt: string) =>
      `The refresh token was issued to a single page app (SPA), and therefore has a fixed, limited lifetime of 1.00:00:00, which can't be extended. It is now expired and a new sign in request must be sent by the SPA to the sign in page. The token was issued on ${issuedAt}.`,
  ),
  devicePending: define(
    { status: 400, error: "authorization_pending", code: 70016 },
    () => "OAuth 2.0 device flow error. Authorization is pending. Continue polling.",
  ),
  /** Code unconfirmed: Microsoft documents the OAuth error only. */
  deviceDeclined: define(
    { status: 400, error: "authorization_declined", code: 70017 },
    () => "OAuth 2.0 device flow error. The user declined the request.",
  ),
  deviceCodeExpired: define(
    { status: 400, error: "expired_token", code: 70020 },
    () =>
      "The provided value for the input parameter 'device_code' is not valid. This device code has expired.",
  ),
  userCodeUnknown: define(
    { status: 400, error: "bad_verification_code", code: 70018 },
    () => "Invalid verification code due to user typing in the wrong user code for device code flow.",
  ),
  deviceCodeUnknown: define(
    { ...invalidGrant, code: 7000014 },
    () => "The provided value for the input parameter 'device_code' is not valid.",
  ),
  userAssertionAudienceWrong: define(
    { ...invalidGrant, code: 500131 },
    (audience: string, appId: string, name: string) =>
      `Assertion audience does not match the Client app presenting the assertion. The audience in the assertion was '${audience}' and the expected audience is '${appId}' or one of the Application Uris of this application with App ID '${appId}'(${name}). The downstream client must request a token for the expected audience (the application that made the OBO request) and this application should use that token as the assertion.`,
  ),
  userAssertionSignatureWrong: define(
    { ...invalidGrant, code: 50013 },
    (reason: string) => `Assertion failed signature validation. [Reason - ${reason}]`,
  ),
  userAssertionOutOfTime: define(
    { ...invalidGrant, code: 500133 },
    (now: string, expiry: string) =>
      `Assertion is not within its valid time range. Ensure that the access token is not expired before using it for user assertion, or request a new token. Current time: ${now}, expiry time of assertion ${expiry}.`,
  ),
  userAssertionIsIdToken: define(
    { ...invalidRequest, code: 240002 },
    () => "Input id_token cannot be used as 'urn:ietf:params:oauth:grant-type:jwt-bearer' grant.",
  ),
  applicationOnBehalfOf: define(
    { status: 400, error: "unauthorized_client", code: 7000114 },
    (appId: string) => `Application '${appId}' is not allowed to make application on-behalf-of calls.`,
  ),
} as const;
