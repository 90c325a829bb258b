/**
 * What a caller needs to use a tool: all of the scopes, and all of the roles.
 *
 * Scopes say what the user allows this client to do. Roles say what the organization allows this user to do.
 * One does not replace the other. There is always a scope, so that no tool is open to every token by mistake.
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
  /** The tool has no rule, so it is refused. */
  | { kind: "unknown" }
  /** Only an administrator can help. */
  | { kind: "role_missing"; roles: string[] }
  /**
   * The user can help with a new sign-in. `needed`: the scopes to ask for, which are the present and the
   * missing ones.
   */
  | { kind: "scope_missing"; missing: string[]; needed: string[] };

/** The rules of all tools, in one table. A tool that is not in it cannot be called or seen. */
export interface AccessPolicy {
  decide(name: string, grants: Grants): AccessDecision;
  /**
   * Whether a list may show the tool. It is hidden if a role is missing, because a client cannot change that.
   * It is not hidden if a scope is missing: otherwise a client would never learn that it can ask its user for
   * it.
   */
  isVisible(name: string, grants: Grants): boolean;
  /** Every role that a rule requires. */
  roles: ReadonlySet<string>;
}

/**
 * @param rules names and their rules. @throws Error if a name occurs twice: one of its rules would be
 * ignored.
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
  // A map, not an object: a call of “constructor” or “__proto__” must not find anything.
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

/**
 * Roles first: otherwise a client that has neither would ask its user for a permission that does not help.
 */
function decideAccess(rule: AccessRule | undefined, grants: Grants): AccessDecision {
  if (rule === undefined) return { kind: "unknown" };
  const roles = rule.roles.filter((role) => !grants.roles.includes(role));
  if (roles.length > 0) return { kind: "role_missing", roles };
  const missing = rule.scopes.filter((scope) => !grants.scopes.includes(scope));
  if (missing.length > 0) return { kind: "scope_missing", missing, needed: [...grants.scopes, ...missing] };
  return { kind: "allowed" };
}
