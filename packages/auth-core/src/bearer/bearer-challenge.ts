/** The content of `WWW-Authenticate` in a refusal (RFC 6750 §3). */
export interface BearerChallenge {
  error?: "invalid_token" | "insufficient_scope" | "insufficient_claims" | undefined;
  /** All scopes that the next token needs, with their names at the authorization server. */
  scopes: readonly string[];
  /** The address where a client learns how to get a token (RFC 9728 §5.1). */
  resourceMetadataUrl: string;
  /** What Entra demands at the next sign-in, as JSON. */
  claims?: string | undefined;
}

const descriptions = {
  invalid_token: "The access token is unknown, expired or revoked. Sign in again.",
  insufficient_scope: "The access token has too few scopes. Sign in again and ask for these scopes.",
  insufficient_claims:
    "Microsoft Entra ID demands more for this sign-in. Sign in again, and send these claims to Entra, decoded from base64.",
} as const;

/**
 * The value of the header, and a text for people. Only the log says exactly why a token is not valid.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/claims-challenge
 *
 * @example
 * ```ts
 * const { header } = bearerChallenge({ scopes: ["User.Read"], resourceMetadataUrl });
 * expect(header).toBe(`Bearer scope="User.Read", resource_metadata="${resourceMetadataUrl}"`);
 * ```
 */
export function bearerChallenge({ error, scopes, resourceMetadataUrl, claims }: BearerChallenge): {
  header: string;
  body: { error: string; error_description: string };
} {
  const description = error === undefined ? "Sign in first." : descriptions[error];
  const parameters = {
    // RFC 6750 §3.1: a caller without a token has made no mistake, and gets no error code.
    ...(error === undefined ? {} : { error, error_description: description }),
    ...(claims === undefined ? {} : { claims: Buffer.from(claims).toString("base64") }),
    scope: scopes.join(" "),
    resource_metadata: resourceMetadataUrl,
  };
  const list = Object.entries(parameters).map(([name, value]) => `${name}="${value}"`);
  return {
    header: `Bearer ${list.join(", ")}`,
    body: { error: error ?? "unauthorized", error_description: description },
  };
}
