import type { Access, Caller, ToolRule } from "./context.ts";

/** Whether the caller may use a tool. The user permits a scope, and the organization assigns a role. */
export function decideAccess(rule: ToolRule, caller: Caller): Access {
  // TODO 5.7: now, each caller may use each tool.
  return { kind: "allowed" };
}
