import type { Application } from "../directory/types.ts";

/** The portal's words for `signInAudience`. */
export function accountTypes(tenantName: string): { value: Application["signInAudience"]; text: string }[] {
  return [
    {
      value: "AzureADMyOrg",
      text: `Accounts in this organizational directory only (${tenantName} only - Single tenant)`,
    },
    { value: "AzureADMultipleOrgs", text: "Accounts in any organizational directory (Multitenant)" },
    {
      value: "AzureADandPersonalMicrosoftAccount",
      text: "Accounts in any organizational directory and personal Microsoft accounts",
    },
    { value: "PersonalMicrosoftAccount", text: "Personal Microsoft accounts only" },
  ];
}
