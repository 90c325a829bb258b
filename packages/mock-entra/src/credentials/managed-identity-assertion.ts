import type { ServicePrincipal } from "../directory/types.ts";
import { aadsts } from "../errors/aadsts-catalogue.ts";
import type { Exchange } from "../http/exchange.ts";
import { realOrigins } from "../origins.ts";
import { isSignedBy } from "./assertion-signature.ts";
import { canonicalIssuer } from "./canonical-issuer.ts";
import { type ClientAssertion } from "./client-assertion.ts";

/** @see https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations */
const entraHosts = [
  "login.microsoftonline.com",
  "login.microsoft.com",
  "login.windows.net",
  "sts.windows.net",
];

export function isEntraIssuer({ origins }: Exchange, issuer: string): boolean {
  const canonical = canonicalIssuer(origins, issuer);
  if (!URL.canParse(canonical)) return false;
  const { hostname } = new URL(canonical);
  return entraHosts.some((host) => hostname === host || hostname.endsWith(`.${host}`));
}

/**
 * Only tokens of user-assigned managed identities of the same tenant may replace a secret. Other tokens of
 * Entra may not.
 * @throws EntraError 700222, 7000272, 700027 or 700226
 * @see https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity
 */
export async function verifyManagedIdentityToken(
  { state, origins }: Exchange,
  assertion: ClientAssertion,
): Promise<void> {
  const { header, claims } = assertion;
  const issuer = `${realOrigins.authority}/${state.directory.tenant.id}/v2.0`;
  if (canonicalIssuer(origins, claims.issuer) !== issuer) throw aadsts.entraTokenNotExchangeable();
  const keyId = header.kid ?? "";
  const key = state.signingKeys.find(keyId);
  if (!key) throw aadsts.federatedKeyUnknown(keyId, claims.issuer);
  if (!(await isSignedBy(assertion, key.publicKey))) throw aadsts.assertionSignatureWrong(keyId);
  const principal = state.directory.servicePrincipals.find(({ id }) => id === claims.subject);
  if (!principal || !isUserAssigned(principal)) throw aadsts.onlyManagedIdentities();
}

/** A system-assigned identity is deleted with its machine, so Entra does not accept it here. */
function isUserAssigned({ servicePrincipalType, alternativeNames }: ServicePrincipal): boolean {
  return servicePrincipalType === "ManagedIdentity" && alternativeNames.includes("isExplicit=True");
}
