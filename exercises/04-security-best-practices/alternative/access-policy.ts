/** Who calls a tool. */
export interface Caller {
  idTokenClaims: Record<string, unknown>;
  toolArguments: Record<string, unknown>;
}

export type Decision = { allowed: true } | { allowed: false; reason: string };

const anybody = "any signed-in user";
const rules: readonly { tool: string; role: string }[] = [
  { tool: "getUserDetails", role: anybody },
  { tool: "listDirectoryUsers", role: "Directory.Reader" },
  { tool: "getAuditLog", role: "Auditor" },
];

export function decide(tool: string, caller: Caller): Decision {
  const rule = rules.find((candidate) => candidate.tool === tool);
  const granted = new Set<unknown>([caller.idTokenClaims["roles"] ?? []].flat().concat(anybody));
  if (typeof caller.idTokenClaims["roles"] === "string") granted.delete(caller.idTokenClaims["roles"]);
  if (rule !== undefined && granted.has(rule.role)) return { allowed: true };
  return { allowed: false, reason: rule ? `You lack the role ${rule.role}.` : "Unknown tool." };
}

export function visibleTools(caller: Caller): string[] {
  return rules.flatMap(({ tool }) => (decide(tool, caller).allowed ? [tool] : []));
}
