import type { AccessDecision } from "@mcp-entra/auth-core";

type Denial = Exclude<AccessDecision, { kind: "allowed" }>;

/**
 * Why a tool was not run: for the audit log, and for the caller, with what to do.
 *
 * @param nameOfScope the name of a scope at the issuer of the tokens.
 */
export function explainDenial(
  denial: Denial,
  nameOfScope: (scope: string) => string,
): { reason: string; advice: string } {
  if (denial.kind === "role_missing") {
    const roles = denial.roles.join(" and ");
    return {
      reason: `role missing: ${roles}`,
      advice: `This needs the app role ${roles}, which this user does not have. Ask your administrator for the app role ${roles} of this server's application in Microsoft Entra ID; it applies from the next sign-in.`,
    };
  }
  if (denial.kind === "scope_missing") {
    const [missing, needed] = [denial.missing, denial.needed].map((scopes) =>
      scopes.map(nameOfScope).join(" "),
    );
    return {
      reason: `scope missing: ${denial.missing.join(" ")}`,
      advice: `This needs the scope ${missing}. Sign in again and ask for: ${needed}`,
    };
  }
  return {
    reason: "no access rule",
    advice: "This tool cannot be called. tools/list names the tools that can.",
  };
}
