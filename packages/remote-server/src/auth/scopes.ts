import { InvalidScopeError } from "@modelcontextprotocol/sdk/server/auth/errors.js";

/** A scope of ours: what the person who is asked for it reads, and what it takes at Microsoft Graph. */
interface ScopeDefinition {
  description: string;
  graphPermissions: readonly string[];
}

/**
 * What an MCP client may ask this server for. The names are Graph's, as in the lesson, but the tokens are ours.
 *
 * Which Graph permissions stand behind a scope is decided here and never taken from the MCP client: a client must not be
 * able to make our confidential client collect more than we decided on. All are Graph's own, since Entra gives out
 * tokens for one resource a request (AADSTS28000).
 */
const scopes = {
  "User.Read": {
    description: "Read your name, mail address and job title",
    graphPermissions: ["User.Read"],
  },
  "User.ReadBasic.All": {
    description: "See the names and mail addresses of the people in your organization",
    graphPermissions: ["User.ReadBasic.All"],
  },
  "Mail.Send": {
    description: "Send mail from your mailbox, to yourself only",
    graphPermissions: ["Mail.Send"],
  },
} as const satisfies Record<string, ScopeDefinition>;

export type Scope = keyof typeof scopes;

const definitions: ReadonlyMap<string, ScopeDefinition> = new Map(Object.entries(scopes));

export const supportedScopes: readonly string[] = [...definitions.keys()];

/**
 * What every connection needs, and all that a client is told of before its first sign-in. More is asked for when it is
 * needed (step-up), so that nobody agrees to what they never use.
 */
export const baseScopes: readonly Scope[] = ["User.Read"];

/** What a scope means, for the person who is asked for it. */
export function describeScope(scope: string): string {
  return definitions.get(scope)?.description ?? scope;
}

/** What Entra is asked for on behalf of these scopes. MSAL adds openid, profile and offline_access. */
export function graphPermissionsFor(granted: readonly string[]): string[] {
  return [...new Set(granted.flatMap((scope) => definitions.get(scope)?.graphPermissions ?? []))];
}

/** The scopes that a request ends up with: what was asked for, the base scopes when nothing was. @throws InvalidScopeError */
export function grantedScopes(requested: readonly string[] | undefined): string[] {
  const named = (requested ?? []).filter((scope) => scope !== "");
  if (!named.every((scope) => definitions.has(scope))) {
    throw new InvalidScopeError(`A requested scope is not known here. Known: ${supportedScopes.join(" ")}`);
  }
  return named.length === 0 ? [...baseScopes] : [...new Set(named)];
}
