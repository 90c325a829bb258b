/** A scope of ours: what the person who is asked for it reads, and what it takes at Microsoft Graph. */
interface ScopeDefinition {
  description: string;
  graphPermissions: readonly string[];
  /** What it is called where Entra issues the tokens: a scope that the registration of this server exposes (Expose an API). */
  exposedAs: string;
}

/**
 * What an MCP client may ask this server for. The names are Graph's, as in Microsoft's lesson, but the tokens are ours.
 *
 * Which Graph permissions stand behind a scope is decided here and never taken from the MCP client: a client must not be
 * able to make our confidential client collect more than we decided on. All are Graph's own, since Entra gives out
 * tokens for one resource a request (AADSTS28000).
 */
const scopes = {
  "User.Read": {
    description: "Read your name, mail address and job title",
    graphPermissions: ["User.Read"],
    exposedAs: "tools.read",
  },
  "User.ReadBasic.All": {
    description: "See the names and mail addresses of the people in your organization",
    graphPermissions: ["User.ReadBasic.All"],
    exposedAs: "directory.read",
  },
  "Mail.Send": {
    description: "Send mail from your mailbox, to yourself only",
    graphPermissions: ["Mail.Send"],
    exposedAs: "mail.send",
  },
} as const satisfies Record<string, ScopeDefinition>;

export type Scope = keyof typeof scopes;

const definitions: ReadonlyMap<string, ScopeDefinition> = new Map(Object.entries(scopes));

export const supportedScopes: readonly string[] = [...definitions.keys()];

/**
 * What every connection needs, and unless configured otherwise all that a client is told of before its first sign-in. More is asked for
 * when it is needed (step-up), so that no user agrees to what they never use.
 */
export const minimalScopes: readonly string[] = ["User.Read"];

/** What a scope means, for the person who is asked for it. */
export function describeScope(scope: string): string {
  return definitions.get(scope)?.description ?? scope;
}

/** What Entra is asked for on behalf of these scopes. MSAL adds openid, profile and offline_access. */
export function graphPermissionsFor(granted: readonly string[]): string[] {
  return [...new Set(granted.flatMap((scope) => definitions.get(scope)?.graphPermissions ?? []))];
}

/** As the registration in Entra exposes it. */
export function exposedName(scope: string): string {
  return definitions.get(scope)?.exposedAs ?? scope;
}

/** Ours, of the scopes that a token of Entra's says in `scp`. What we do not know means nothing here. */
export function scopesExposedAs(names: readonly string[]): string[] {
  return supportedScopes.filter((scope) => names.includes(exposedName(scope)));
}

/**
 * Those of the requested scopes that are known here. Clients ask for OpenID's as well (openid, profile, email, offline_access), because they
 * always do or because a user has written them down. They are left out rather than refused, and the answer's `scope` says what was granted
 * (RFC 6749 §3.3).
 */
export function knownScopes(requested: readonly string[]): string[] {
  return [...new Set(requested)].filter((scope) => definitions.has(scope));
}

/** The scopes that a sign-in is for: the known ones that were asked for, or the base scopes when there are none. */
export function grantedScopes(requested: readonly string[] = [], baseScopes = minimalScopes): string[] {
  const known = knownScopes(requested);
  return known.length === 0 ? [...baseScopes] : known;
}
