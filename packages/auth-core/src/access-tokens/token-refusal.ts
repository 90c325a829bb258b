/** All reasons to refuse a token, in the order of the checks. */
export type TokenRefusal =
  | { kind: "malformed" }
  | { kind: "algorithm" }
  | { kind: "unknown_key" }
  | { kind: "keys_unavailable" }
  | { kind: "signature" }
  | { kind: "version" }
  | { kind: "issuer" }
  | { kind: "audience" }
  | { kind: "not_yet_valid" }
  | { kind: "expired" }
  | { kind: "claims" }
  | { kind: "tenant" }
  /** Entra has signed this token for us, so its `azp` can be shown. */
  | { kind: "client"; clientId: string | undefined }
  | { kind: "application" }
  | { kind: "permission" }
  | { kind: "role" };

/**
 * What is wrong, and what to do: for the operator's log. The caller gets only `invalid_token`. These
 * sentences do not repeat the token's content: an attacker may have written it.
 */
const explanations: Readonly<Record<TokenRefusal["kind"], string>> = {
  malformed: "not a signed JWT (perhaps an opaque token of another server)",
  algorithm: "not signed with RS256, but all tokens of Entra are: forged",
  unknown_key: "Entra publishes no key of its kid for this tenant: forged, or of another tenant",
  keys_unavailable: "Entra's keys cannot be fetched: check the network and AZURE_AUTHORITY_HOST",
  signature:
    "the signature is wrong: forged, or a token for Microsoft Graph, whose signature only Graph can check (the client has to ask for a scope of this API)",
  version:
    "version is not 2.0: set api.requestedAccessTokenVersion to 2 in the manifest of this API's registration",
  issuer: "iss is not this tenant's v2 issuer: of another tenant or another cloud; see AZURE_TENANT_ID",
  audience: "aud is not AZURE_CLIENT_ID: the client has asked for a scope of another application",
  not_yet_valid: "not valid yet: check the clock of this machine",
  expired: "expired: the client has to refresh",
  claims: "a claim that every access token of Entra has is missing (oid, tid, exp)",
  tenant: "tid is not AZURE_TENANT_ID",
  client: "the client (azp) is not in ENTRA_ALLOWED_CLIENTS",
  application: "an application's own token, with no user signed in, and ENTRA_ALLOW_APP_ONLY is not true",
  permission: "it has no scp: an id token, which is for its client only",
  role: "an application's own token without an app role: an administrator has to give the application one",
};

/**
 * For the log.
 *
 * @example
 * ```ts
 * expect(describeTokenRefusal({ kind: "audience" })).toContain("aud is not AZURE_CLIENT_ID");
 * ```
 */
export function describeTokenRefusal({ kind }: TokenRefusal): string {
  return explanations[kind];
}
