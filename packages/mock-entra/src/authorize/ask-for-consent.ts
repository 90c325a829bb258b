import { isAdministrator } from "../directory/directory-roles.ts";
import { aadsts } from "../errors/aadsts-catalogue.ts";
import type { Exchange } from "../http/exchange.ts";
import { consentPage } from "../pages/consent-page.ts";
import type { Interaction } from "../state/records.ts";
import { missingConsent, shownPermissions } from "./consent.ts";
import type { CurrentSession } from "./sessions.ts";
import type { SignInGoal } from "./sign-in-goal.ts";

/**
 * The consent page, if consent is missing or the application asks for it again.
 * @throws EntraError 90094 if only an administrator may consent, 65001 for `prompt=none`
 */
export function askForConsent(
  exchange: Exchange,
  { application, scopes, prompt }: SignInGoal,
  { user }: CurrentSession,
  ongoing: () => Interaction,
): Response | undefined {
  const question = { application, userId: user.id, scopes, asksAnew: prompt === "consent" };
  const missing = missingConsent(exchange.state, question);
  if (missing.length === 0 && prompt !== "consent") return undefined;
  if (prompt === "none") throw aadsts.consentRequired(application.appId, application.displayName);
  const mayConsentForAll = isAdministrator(exchange.state.directory, user.id);
  if (missing.some(({ permission }) => permission.type === "Admin") && !mayConsentForAll) {
    throw aadsts.administratorConsentRequired();
  }
  return consentPage(exchange, ongoing(), user, {
    applicationName: application.displayName,
    mayConsentForAll,
    permissions: [...new Set(shownPermissions(exchange.state, question).map(({ permission }) => permission))],
  });
}
