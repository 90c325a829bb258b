/** Who calls a tool. */
export interface Caller {
  /** From Entra's id token, checked at the sign-in. App roles are in `roles`. */
  idTokenClaims: Record<string, unknown>;
  /** What the client has sent along: the caller writes it. */
  toolArguments: Record<string, unknown>;
}

export type Decision = { allowed: true } | { allowed: false; reason: string };

/** getUserDetails is for any signed-in user, listDirectoryUsers takes the app role Directory.Reader, getAuditLog takes Auditor. */
export function decide(tool: string, caller: Caller): Decision {
  // TODO 4.2: decide by one table, and deny what is not in it. Say which role is missing.
  return { allowed: true };
}

/** The tools that a caller is shown, in a stable order. */
export function visibleTools(caller: Caller): string[] {
  // TODO 4.2: only what they may call.
  return ["getUserDetails", "listDirectoryUsers", "getAuditLog"];
}
