/** The addresses of this server, all derived from one origin, so that they are byte-identical wherever they appear. */
export interface Endpoints {
  /** RFC 8414 issuer; without a trailing slash. */
  issuer: string;
  /** The audience of our tokens, and the `resource` of Streamable HTTP clients. */
  mcp: string;
  /** The `resource` of legacy SSE clients: the same server by another door. */
  sse: string;
  /** The one redirect URI that is registered in Entra. */
  callback: string;
  /** Whether browsers reach us over https. */
  secure: boolean;
}

export function endpointsAt(publicUrl: string): Endpoints {
  const { origin: issuer, protocol } = new URL(publicUrl);
  return {
    issuer,
    mcp: `${issuer}/mcp`,
    sse: `${issuer}/sse`,
    callback: `${issuer}/auth/callback`,
    secure: protocol === "https:",
  };
}

/** Where the protected resource metadata of one of our resources is (RFC 9728 §3.1). */
export function resourceMetadataUrl(endpoints: Endpoints, resource: string): string {
  return `${endpoints.issuer}/.well-known/oauth-protected-resource${new URL(resource).pathname}`;
}
