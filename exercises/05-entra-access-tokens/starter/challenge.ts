import type { ServerOptions } from "./context.ts";

export interface Challenge {
  /** undefined for a request without a token, which is no error (RFC 6750, section 3.1). */
  error?: "invalid_token" | "insufficient_scope" | "insufficient_claims";
  /** Short names of the scopes that the client has to ask for. */
  scopes: readonly string[];
  /** What Entra demands of the next sign-in, as JSON. */
  claims?: string | undefined;
}

/**
 * The value of `WWW-Authenticate`: it tells an MCP client what to do next.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9728#section-5.1
 * @see https://learn.microsoft.com/entra/identity-platform/claims-challenge
 */
export function challengeHeader(options: ServerOptions, { error, scopes, claims }: Challenge): string {
  const parameters = {
    ...(error === undefined ? {} : { error }),
    ...(claims === undefined ? {} : { claims: Buffer.from(claims).toString("base64") }),
    scope: scopes.map((scope) => fullName(options, scope)).join(" "),
    resource_metadata: new URL(metadataPath(options), options.resource).href,
  };
  const list = Object.entries(parameters).map(([name, value]) => `${name}="${value}"`);
  return `Bearer ${list.join(", ")}`;
}

/** Where the metadata of this resource are: the well-known path, before the path of the resource (RFC 9728, section 3.1). */
export function metadataPath({ resource }: ServerOptions): string {
  return `/.well-known/oauth-protected-resource${new URL(resource).pathname}`;
}

/** Clients need the full name for Entra. Entra looks for a short name in Graph (AADSTS650053). */
export function fullName({ identifierUri }: ServerOptions, scope: string): string {
  return `${identifierUri}/${scope}`;
}
