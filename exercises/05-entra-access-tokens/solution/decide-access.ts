import type { Access, Caller, ToolRule } from "./context.ts";

/** Whether the caller may use a tool. The user permits a scope, and the organization assigns a role. */
export function decideAccess({ scope, role }: ToolRule, { scopes, roles }: Caller): Access {
  // With the scopes that it has: with the missing one alone, the client would lose the others.
  if (!scopes.includes(scope)) return { kind: "scopes-missing", scopes: [...scopes, scope] };
  if (role !== undefined && !roles.includes(role)) {
    // No challenge: a new token would have the same roles, and the client would ask again and again.
    const text = `This tool needs the role ${role}. Ask your administrator for it.`;
    return { kind: "tool-error", text };
  }
  return { kind: "allowed" };
}
