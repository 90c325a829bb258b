import type { Access, Caller, ToolRule } from "./context.ts";

/** Whether the caller may use a tool. A scope is the user's to give, a role is the organization's. */
export function decideAccess({ scope, role }: ToolRule, { scopes, roles }: Caller): Access {
  // With those that it has: a client that asked for the missing one alone would lose the others.
  if (!scopes.includes(scope)) return { kind: "scopes-missing", scopes: [...scopes, scope] };
  if (role !== undefined && !roles.includes(role)) {
    // No challenge: a new token would have the same roles, and the client would ask without end.
    const text = `This tool needs the role ${role}. Ask your administrator for it.`;
    return { kind: "tool-error", text };
  }
  return { kind: "allowed" };
}
