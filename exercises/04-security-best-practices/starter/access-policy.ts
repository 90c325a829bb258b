/** Who calls a tool. */
export interface Caller {
  /** The claims of Entra's ID token, which was verified at the sign-in. App roles are in `roles`. */
  idTokenClaims: Record<string, unknown>;
  /** The arguments of the call. The caller writes them. */
  toolArguments: Record<string, unknown>;
}

export type Decision = { allowed: true } | { allowed: false; reason: string };

/** getUserDetails is for each signed-in user, listDirectoryUsers needs the app role Directory.Reader, getAuditLog needs Auditor. */
export function decide(tool: string, caller: Caller): Decision {
  // TODO 4.2: decide by one table, and deny each tool that is not in it. Name the missing role.
  return { allowed: true };
}

/** The tools that a caller may call, in a stable order. */
export function visibleTools(caller: Caller): string[] {
  // TODO 4.2: return only the tools that the caller may call.
  return ["getUserDetails", "listDirectoryUsers", "getAuditLog"];
}
