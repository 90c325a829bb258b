/**
 * The addresses of this server. All are derived from one, so that they are identical byte by byte everywhere.
 */
export interface Endpoints {
  /** RFC 8414 issuer; without a trailing slash. */
  issuer: string;
  /** The audience of our tokens, and the `resource` of Streamable HTTP clients. */
  mcp: string;
  /** The `resource` of legacy SSE clients: the same server at another address. */
  sse: string;
  /** The one redirect URI that is registered in Entra. */
  callback: string;
  /** Where users see what they have allowed. */
  consents: string;
  /** The path of the issuer, which a gateway adds to all our paths: “/base”, or nothing. */
  basePath: string;
  /** Whether browsers reach us over https. */
  secure: boolean;
}

export function endpointsAt(publicUrl: string): Endpoints {
  const { origin, pathname, protocol } = new URL(publicUrl);
  const basePath = pathname.replace(/\/$/, "");
  const issuer = origin + basePath;
  return {
    issuer,
    basePath,
    consents: `${issuer}/consents`,
    mcp: `${issuer}/mcp`,
    sse: `${issuer}/sse`,
    callback: `${issuer}/auth/callback`,
    secure: protocol === "https:",
  };
}

/**
 * The address of the protected resource metadata of one of our resources: the resource's path follows the
 * well-known path (RFC 9728 §3.1).
 */
export function resourceMetadataUrl(resource: string): string {
  const { origin, pathname } = new URL(resource);
  return `${origin}/.well-known/oauth-protected-resource${pathname}`;
}
