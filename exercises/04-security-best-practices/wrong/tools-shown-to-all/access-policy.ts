// Mistake: Shows every tool to everybody, and refuses at the call.
// Caught by: [4.2] shows people the tools that they may call, in a stable order
// An attacker: reads which tools there are to be had, and has a model try each of them.
// Hint: Filter the tools by decide, in visibleTools.
/** Who calls a tool. */
export interface Caller {
  /** From Entra's id token, checked at the sign-in. App roles are in `roles`. */
  idTokenClaims: Record<string, unknown>;
  /** What the client has sent along: written by whoever calls. */
  toolArguments: Record<string, unknown>;
}

export type Decision = { allowed: true } | { allowed: false; reason: string };

/** By tool: the app role that it takes; undefined: any signed-in user. What is not in here is for nobody. */
const policy = new Map<string, string | undefined>([
  ["getUserDetails", undefined],
  ["listDirectoryUsers", "Directory.Reader"],
  ["getAuditLog", "Auditor"],
]);

export function decide(tool: string, caller: Caller): Decision {
  if (!policy.has(tool)) return { allowed: false, reason: "There is no such tool." };
  const role = policy.get(tool);
  if (role === undefined || rolesOf(caller).includes(role)) return { allowed: true };
  return { allowed: false, reason: `This takes the app role ${role}. Ask your administrator for it.` };
}

/** The tools that a caller is shown, in a stable order. */
export function visibleTools(_caller: Caller): string[] {
  return [...policy.keys()];
}

/** Only the id token counts: the arguments say whatever the caller likes. */
function rolesOf({ idTokenClaims }: Caller): unknown[] {
  const { roles } = idTokenClaims;
  return Array.isArray(roles) ? roles : [];
}
