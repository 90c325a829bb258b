import type { Access, Caller, ToolRule } from "./context.ts";

/** Whether the caller may use a tool. A scope is the user's to give, a role is the organization's. */
export function decideAccess(rule: ToolRule, caller: Caller): Access {
  // TODO 5.7: as yet, everybody may use each tool.
  return { kind: "allowed" };
}
