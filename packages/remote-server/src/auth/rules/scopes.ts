/** One of our scopes: the text that the user reads, and the permission that it needs at Microsoft Graph. */
interface ScopeDefinition {
  description: string;
  graphPermissions: readonly string[];
  /** Its name if Entra issues the tokens: a scope of this server's registration (Expose an API). */
  exposedAs: string;
}

/**
 * The scopes that an MCP client may ask for. The names are Graph's, as in Microsoft's lesson, but the tokens
 * are ours.
 *
 * This table decides which Graph permissions a scope needs. They never come from the MCP client: a client
 * must not be able to get more permissions for our confidential client. All are permissions of Graph, because
 * Entra issues tokens for one resource in a request (AADSTS28000).
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
 * The scopes that every connection needs. Unless configured otherwise, a client learns only these before its
 * first sign-in. It asks for more when it needs more (step-up), so that users agree only to what they use.
 */
export const minimalScopes: readonly string[] = ["User.Read"];

/** The meaning of a scope, for the user who is asked. */
export function describeScope(scope: string): string {
  return definitions.get(scope)?.description ?? scope;
}

/** The Graph permissions that we ask Entra for. MSAL adds openid, profile and offline_access. */
export function graphPermissionsFor(granted: readonly string[]): string[] {
  return [...new Set(granted.flatMap((scope) => definitions.get(scope)?.graphPermissions ?? []))];
}

/** The name in the registration in Entra. */
export function exposedName(scope: string): string {
  return definitions.get(scope)?.exposedAs ?? scope;
}

/** Our scopes among those in `scp` of a token of Entra. Unknown scopes have no meaning here. */
export function scopesExposedAs(names: readonly string[]): string[] {
  return supportedScopes.filter((scope) => names.includes(exposedName(scope)));
}

/**
 * The known scopes among the requested ones. Some clients also ask for scopes of OpenID Connect (openid,
 * profile, email, offline_access), always or because a user configured them. We ignore them and do not refuse
 * the request. The answer's `scope` says what was granted (RFC 6749 §3.3).
 */
export function knownScopes(requested: readonly string[]): string[] {
  return [...new Set(requested)].filter((scope) => definitions.has(scope));
}

/**
 * The scopes of a sign-in: the known ones that the client asked for, or the base scopes if there are none.
 */
export function grantedScopes(requested: readonly string[] = [], baseScopes = minimalScopes): string[] {
  const known = knownScopes(requested);
  return known.length === 0 ? [...baseScopes] : known;
}
