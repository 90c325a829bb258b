import { assignmentsOf } from "../directory/app-role-assignments.ts";
import { aadsts } from "../errors/aadsts-catalogue.ts";
import type { Exchange } from "../http/exchange.ts";
import { consentPage } from "../pages/consent-page.ts";
import type { Interaction } from "../state/records.ts";
import type { AuthorizeRequest } from "./authorize-request.ts";
import { missingConsent } from "./consent.ts";
import { startInteraction } from "./interactions.ts";
import { issueCode } from "./issue-code.ts";
import type { CurrentSession } from "./sessions.ts";

/**
 * The user is known. What is left: may they use the application, and may the application have what it asks for?
 * @throws EntraError 50105, 90094, or 65001 for `prompt=none`
 */
export const completeSignIn = (
  exchange: Exchange,
  request: AuthorizeRequest,
  session: CurrentSession,
  interaction?: Interaction,
): Response => {
  const { application } = request.returnTo;
  exchange.observed.user = session.user.userPrincipalName;
  assertAssigned(exchange, request, session);
  const missing = missingConsent(exchange.state, application, session.user.id, request.scopes);
  if (missing.some(({ type }) => type === "Admin")) throw aadsts.administratorConsentRequired();
  const mustAsk = missing.length > 0 || request.prompt === "consent";
  if (!mustAsk) return issueCode(exchange, request, session);
  if (request.prompt === "none") throw aadsts.consentRequired(application.appId, application.displayName);
  const ongoing = interaction ?? startInteraction(exchange, { kind: "authorize", request });
  ongoing.signedIn = session.signedIn;
  return consentPage(exchange, ongoing, session.user, {
    applicationName: application.displayName,
    permissions: request.scopes.resource.oauth2PermissionScopes.filter(
      (scope) => missing.includes(scope) || request.scopes.asked.includes(scope.value),
    ),
  });
};

const assertAssigned = (
  { state }: Exchange,
  { returnTo }: AuthorizeRequest,
  { user }: CurrentSession,
): void => {
  const { appId, displayName } = returnTo.application;
  const principal = state.directory.findServicePrincipal(appId);
  const isAssigned = assignmentsOf(state.directory, user.id, principal).length > 0;
  if (principal?.appRoleAssignmentRequired && !isAssigned) throw aadsts.userNotAssigned(displayName);
};
