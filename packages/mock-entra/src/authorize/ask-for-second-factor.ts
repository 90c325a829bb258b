import { accessDemand } from "../conditional-access/access-demand.ts";
import { secondFactorRefusal } from "../conditional-access/access-refusal.ts";
import { hasSecondFactor } from "../conditional-access/second-factor.ts";
import { aadsts } from "../errors/aadsts-catalogue.ts";
import type { Exchange } from "../http/exchange.ts";
import { secondFactorPage } from "../pages/second-factor-page.ts";
import type { Interaction } from "../state/records.ts";
import type { CurrentSession } from "./sessions.ts";
import type { SignInGoal } from "./sign-in-goal.ts";

/**
 * The page of the second factor, if conditional access requires one and the session does not have it.
 * @throws EntraError 53003; for `prompt=none` 50076 or 50079
 */
export function askForSecondFactor(
  exchange: Exchange,
  { application, scopes, prompt, authenticationContexts, policyIds: named }: SignInGoal,
  { user, signedIn }: CurrentSession,
  ongoing: () => Interaction,
): Response | undefined {
  const { directory, signIns } = exchange.state;
  const attempt = { user, application, resource: scopes.resource, authenticationContexts, policyIds: named };
  const { control, policyIds } = accessDemand(directory, attempt);
  if (control === "block") throw aadsts.blockedByPolicy();
  if (control === "none" || hasSecondFactor(signIns.get(signedIn.sessionId), directory.tenant))
    return undefined;
  if (prompt === "none") throw secondFactorRefusal(user, scopes.resource.appId, policyIds);
  return secondFactorPage(exchange, ongoing(), user, application.displayName);
}
