/** The kinds of values that must not be shown. */
export type SecretKind =
  | "access token"
  | "client assertion"
  | "client secret"
  | "code"
  | "code verifier"
  | "cookie"
  | "device code"
  | "form token"
  | "id token"
  | "nonce"
  | "password"
  | "refresh token"
  | "session id"
  | "state"
  | "token";

/** Hidden too. But they are allowed in addresses and pages, and useless without a cookie or a token. */
const harmlessAlone: ReadonlySet<SecretKind> = new Set(["form token", "nonce", "session id", "state"]);

/** Whether a value of this kind in a log, an answer or an address is worth a warning. */
export function isDangerous(kind: SecretKind): boolean {
  return !harmlessAlone.has(kind);
}

/** Many sign-ins use the same value, so it does not show that two exchanges belong together. */
const shared: ReadonlySet<SecretKind> = new Set(["client assertion", "client secret", "cookie", "password"]);

export function tiesExchanges(kind: SecretKind): boolean {
  return !shared.has(kind);
}

/** Fields of forms, queries and pages. */
export const parameterKinds: Readonly<Record<string, SecretKind>> = {
  access_token: "access token",
  assertion: "access token",
  client_assertion: "client assertion",
  client_secret: "client secret",
  code: "code",
  code_verifier: "code verifier",
  ctx: "form token",
  device_code: "device code",
  form_token: "form token",
  id_token: "id token",
  id_token_hint: "id token",
  nonce: "nonce",
  passwd: "password",
  password: "password",
  refresh_token: "refresh token",
  session_state: "session id",
  sessionId: "session id",
  state: "state",
  subject_token: "access token",
  ticket: "form token",
  token: "token",
};

/** Fields of JSON. Without `code` and `state`: in JSON, these are error codes and other states. */
export const jsonKinds: Readonly<Record<string, SecretKind>> = {
  access_token: "access token",
  accessToken: "access token",
  client_secret: "client secret",
  clientSecret: "client secret",
  code_verifier: "code verifier",
  codeVerifier: "code verifier",
  device_code: "device code",
  id_token: "id token",
  idToken: "id token",
  password: "password",
  refresh_token: "refresh token",
  refreshToken: "refresh token",
  registration_access_token: "token",
  secretText: "client secret",
  sessionToken: "token",
};
