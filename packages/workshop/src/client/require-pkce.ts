import type { AuthorizationServerMetadata } from "@modelcontextprotocol/client";

export interface PkceOptions {
  /**
   * For an authorization server that supports PKCE but does not announce it, such as Entra ID. Without this
   * option, it is refused.
   */
  acceptUnannouncedPkce?: boolean | undefined;
}

/**
 * Without PKCE, a thief can use a code that leaks on its way to the client. A server that ignores the
 * challenge does not say so, so the client has to check the metadata before (MCP, Authorization Code
 * Protection). The SDK leaves this to its users.
 *
 * @throws Error if the server does not announce PKCE with S256.
 */
export function requirePkce(
  metadata: AuthorizationServerMetadata | undefined,
  { acceptUnannouncedPkce = false }: PkceOptions,
): void {
  if (metadata === undefined)
    throw new Error(
      "The authorization server has no metadata, so it does not say whether it supports PKCE. Its metadata belongs at /.well-known/oauth-authorization-server (RFC 8414).",
    );
  if (acceptUnannouncedPkce && metadata.code_challenge_methods_supported === undefined) return;
  if (metadata.code_challenge_methods_supported?.includes("S256")) return;
  throw new Error(
    `${metadata.issuer} does not announce PKCE with S256 (code_challenge_methods_supported). If you know that it supports PKCE, as Entra ID does, set acceptUnannouncedPkce.`,
  );
}
