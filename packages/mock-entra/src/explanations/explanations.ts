import { applicationExplanations } from "./application-explanations.ts";
import { credentialExplanations } from "./credential-explanations.ts";
import type { Explanation } from "./explanation.ts";
import { grantExplanations } from "./grant-explanations.ts";
import { onBehalfOfExplanations } from "./on-behalf-of-explanations.ts";
import { permissionExplanations } from "./permission-explanations.ts";
import { requestExplanations } from "./request-explanations.ts";
import { signInExplanations } from "./sign-in-explanations.ts";

interface ExplanationArea {
  title: string;
  explanations: readonly Explanation[];
}

/** By what went wrong, in the order in which people meet it. */
export const explanationAreas: readonly ExplanationArea[] = [
  { title: "The application and its redirect URIs", explanations: applicationExplanations },
  { title: "Signing in and conditional access", explanations: signInExplanations },
  { title: "Permissions and consent", explanations: permissionExplanations },
  { title: "Codes, refresh tokens and device codes", explanations: grantExplanations },
  { title: "On behalf of a user", explanations: onBehalfOfExplanations },
  { title: "Certificates and federated credentials", explanations: credentialExplanations },
  { title: "Addresses and parameters", explanations: requestExplanations },
];

export const explanations: readonly Explanation[] = explanationAreas.flatMap((area) => area.explanations);

export function explanationOf(code: number): Explanation | undefined {
  return explanations.find((explanation) => explanation.code === code);
}
