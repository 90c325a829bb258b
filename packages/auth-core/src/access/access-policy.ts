/**
 * What a caller must have to use one thing. All of the scopes are needed, and all of the roles.
 *
 * Scopes say what the user lets this client do; roles say what the organization lets this user do. Neither makes up for
 * the other. There is always a scope: nothing is open to every token by accident.
 */
export interface AccessRule<Scope extends string = string, Role extends string = string> {
  scopes: readonly [Scope, ...Scope[]];
  /** Values of Entra app roles; empty: every signed-in user. */
  roles: readonly Role[];
}

/** What a caller has. */
export interface Grants {
  scopes: readonly string[];
  roles: readonly string[];
}

export type AccessDecision =
  | { kind: "allowed" }
  /** There is no rule for it. A tool without a rule is refused. */
  | { kind: "unknown" }
  /** Only an administrator can help. */
  | { kind: "role_missing"; roles: string[] }
  /** The user can help, by a new sign-in. `needed`: what to ask for then, which is what there is and what is missing. */
  | { kind: "scope_missing"; missing: string[]; needed: string[] };

/** The rules of everything that can be called, in one table. What is not in it can neither be called nor seen. */
export interface AccessPolicy {
  decide(name: string, grants: Grants): AccessDecision;
  /**
   * Whether a list may show it. Hidden for want of a role, which no client can do anything about; never for want of a
   * scope, or no client would ever find out that there is something to ask its user for.
   */
  isVisible(name: string, grants: Grants): boolean;
  /** Every role that some rule asks for. */
  roles: ReadonlySet<string>;
}

/**
 * @param rules names and their rules. @throws Error when a name comes twice: one of its rules would not count.
 *
 * @example
 * ```ts
 * const policy = createAccessPolicy([
 *   ["listUsers", { scopes: ["User.ReadBasic.All"], roles: ["Directory.Reader"] }],
 * ]);
 * const grants = { scopes: ["User.Read"], roles: ["Directory.Reader"] };
 * expect(policy.decide("listUsers", grants)).toMatchObject({
 *   kind: "scope_missing",
 *   missing: ["User.ReadBasic.All"],
 * });
 * expect(policy.decide("deleteUsers", grants)).toEqual({ kind: "unknown" });
 * ```
 */
export function createAccessPolicy(rules: Iterable<readonly [string, AccessRule]>): AccessPolicy {
  // A map, and no object: a call of “constructor” or “__proto__” must not find anything.
  const table = new Map<string, AccessRule>();
  for (const [name, rule] of rules) {
    if (table.has(name)) throw new Error(`There are two access rules for ${name}.`);
    table.set(name, rule);
  }
  const decide = (name: string, grants: Grants) => decideAccess(table.get(name), grants);
  return {
    decide,
    isVisible: (name, grants) => ["allowed", "scope_missing"].includes(decide(name, grants).kind),
    roles: new Set([...table.values()].flatMap(({ roles }) => roles)),
  };
}

/** Roles first: a client that lacks both would otherwise ask its user for a permission that is of no use to them. */
function decideAccess(rule: AccessRule | undefined, grants: Grants): AccessDecision {
  if (rule === undefined) return { kind: "unknown" };
  const roles = rule.roles.filter((role) => !grants.roles.includes(role));
  if (roles.length > 0) return { kind: "role_missing", roles };
  const missing = rule.scopes.filter((scope) => !grants.scopes.includes(scope));
  if (missing.length > 0) return { kind: "scope_missing", missing, needed: [...grants.scopes, ...missing] };
  return { kind: "allowed" };
}
