import type { Exchange } from "../http/exchange.ts";
import type { Interaction } from "../state/records.ts";
import { askForConsent } from "./ask-for-consent.ts";
import { askForSecondFactor } from "./ask-for-second-factor.ts";
import type { AuthorizeRequest } from "./request-types.ts";
import { startInteraction } from "./interactions.ts";
import { issueCode } from "./issue-code.ts";
import type { CurrentSession } from "./sessions.ts";
import { assertAssigned, type SignInGoal } from "./sign-in-goal.ts";

/**
 * The user is known. Three checks remain: may the user use the application, is a second factor missing, and
 * may the application have the requested permissions?
 * @throws EntraError 50105, 53003 or 90094; for `prompt=none` 50076, 50079 or 65001
 */
export function completeSignIn(
  exchange: Exchange,
  request: AuthorizeRequest,
  session: CurrentSession,
  interaction?: Interaction,
): Response {
  const goal = goalOf(request);
  exchange.observed.user = session.user.userPrincipalName;
  assertAssigned(exchange.state.directory, goal.application, session.user);
  const ongoing = (): Interaction => {
    const current = interaction ?? startInteraction(exchange, { kind: "authorize", request });
    current.signedIn = session.signedIn;
    return current;
  };
  return (
    askForSecondFactor(exchange, goal, session, ongoing) ??
    askForConsent(exchange, goal, session, ongoing) ??
    issueCode(exchange, request, session)
  );
}

export function goalOf({ returnTo, scopes, prompt, claims }: AuthorizeRequest): SignInGoal {
  return {
    application: returnTo.application,
    scopes,
    prompt,
    authenticationContexts: claims.authenticationContexts,
    policyIds: claims.policyIds,
  };
}
