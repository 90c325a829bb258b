/** What a client is told with a refusal, in `WWW-Authenticate` (RFC 6750 §3). */
export interface BearerChallenge {
  error?: "invalid_token" | "insufficient_scope" | "insufficient_claims" | undefined;
  /** All that the next token has to be good for, as the authorization server knows these scopes. */
  scopes: readonly string[];
  /** Where a client without a token finds out how to get one (RFC 9728 §5.1). */
  resourceMetadataUrl: string;
  /** What Entra demands of the next sign-in, as JSON. */
  claims?: string | undefined;
}

const descriptions = {
  invalid_token: "The access token is unknown, expired or revoked. Sign in again.",
  insufficient_scope: "The access token does not cover this. Sign in again and ask for these scopes.",
  insufficient_claims:
    "Microsoft Entra ID asks for more of this sign-in. Sign in again and send it these claims, decoded from base64.",
} as const;

/**
 * The value of the header, and the same in words. Why exactly a token is not good is told to the log only.
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
    // RFC 6750 §3.1: who has sent no token has done nothing wrong, and gets no error.
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
