import type { User } from "../directory/types.ts";
import { aadsts } from "../errors/aadsts-catalogue.ts";
import { EntraError } from "../errors/entra-error.ts";

/**
 * The `claims` of a refusal. If the client sends them unchanged to `/authorize`, they lead to the step-up.
 */
function policyChallenge(policyIds: readonly string[]): string {
  return JSON.stringify({ access_token: { capolids: { essential: true, values: policyIds } } });
}

/** 50076, or 50079 for a user who has no second factor yet; with the claims for the next sign-in. */
export function secondFactorRefusal(
  user: User,
  resourceAppId: string,
  policyIds: readonly string[],
): EntraError {
  const isRegistered = user.isMfaRegistered !== false;
  const refusal = isRegistered
    ? aadsts.secondFactorRequired(resourceAppId)
    : aadsts.secondFactorNotRegistered(resourceAppId);
  return new EntraError({ ...refusal.details, claims: policyChallenge(policyIds) }, refusal.message);
}
