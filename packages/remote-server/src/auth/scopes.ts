import { InvalidScopeError } from "@modelcontextprotocol/sdk/server/auth/errors.js";

/** What an MCP client may ask this server for. The names are Graph's, as in the lesson, but the tokens are ours. */
export const supportedScopes = ["User.Read"] as const;

const descriptions: Record<(typeof supportedScopes)[number], string> = {
  "User.Read": "Read your name, mail address and job title",
};

/** What a scope means, for the person who is asked for it. */
export function describeScope(scope: string): string {
  return supportedScopes.flatMap((known) => (known === scope ? descriptions[known] : [])).join("") || scope;
}

/** What every connection needs. */
export const baseScopes: readonly string[] = ["User.Read"];

/**
 * What we ask Entra for. Chosen here and never taken from the MCP client: a client must not be able to make our
 * confidential client collect more permissions than we decided on. MSAL adds openid, profile and offline_access.
 */
export const entraScopes: readonly string[] = ["User.Read"];

/** The scopes that a request ends up with: what was asked for, the base scopes when nothing was. @throws InvalidScopeError */
export function grantedScopes(requested: readonly string[] | undefined): string[] {
  const named = (requested ?? []).filter((scope) => scope !== "");
  const unknown = named.filter((scope) => !supportedScopes.some((supported) => supported === scope));
  if (unknown.length > 0) {
    throw new InvalidScopeError(`A requested scope is not known here. Known: ${supportedScopes.join(" ")}`);
  }
  return named.length === 0 ? [...baseScopes] : [...new Set(named)];
}
