/** Who calls a tool. */
export interface Caller {
  /** The claims of Entra's ID token, which was verified at the sign-in. App roles are in `roles`. */
  idTokenClaims: Record<string, unknown>;
  /** The arguments of the call. The caller writes them. */
  toolArguments: Record<string, unknown>;
}

export type Decision = { allowed: true } | { allowed: false; reason: string };

/** By tool: the app role that it takes; undefined: any signed-in user. A tool that is not in here is refused. */
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

/** The tools that a caller may call, in a stable order. */
export function visibleTools(caller: Caller): string[] {
  return [...policy.keys()].filter((tool) => decide(tool, caller).allowed);
}

/** Uses only the ID token: the caller writes the arguments. */
function rolesOf({ idTokenClaims }: Caller): unknown[] {
  const { roles } = idTokenClaims;
  return Array.isArray(roles) ? roles : [];
}
