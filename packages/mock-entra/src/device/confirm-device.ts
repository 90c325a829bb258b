import { askForConsent } from "../authorize/ask-for-consent.ts";
import { askForSecondFactor } from "../authorize/ask-for-second-factor.ts";
import { parseScopes } from "../authorize/requested-scopes.ts";
import type { CurrentSession } from "../authorize/sessions.ts";
import { assertAssigned, type SignInGoal } from "../authorize/sign-in-goal.ts";
import { aadsts } from "../errors/aadsts-catalogue.ts";
import { type Exchange, secondsOf } from "../http/exchange.ts";
import { deviceConfirmationPage, deviceDonePage } from "../pages/device-pages.ts";
import type { DeviceAuthorization, Interaction } from "../state/records.ts";
import { deviceConfirmPath } from "./device-paths.ts";

/**
 * Asks the signed-in user whether they want to sign in to this application. Before that, asks for a second
 * factor if conditional access requires it.
 * @throws EntraError 50105 or 53003
 */
export function confirmDevice(
  exchange: Exchange,
  interaction: Interaction,
  device: DeviceAuthorization,
  session: CurrentSession,
): Response {
  const goal = deviceGoal(exchange, device);
  exchange.observed.user = session.user.userPrincipalName;
  assertAssigned(exchange.state.directory, goal.application, session.user);
  interaction.signedIn = session.signedIn;
  const question = {
    action: deviceConfirmPath(exchange.tenantSegment),
    applicationName: goal.application.displayName,
  };
  return (
    askForSecondFactor(exchange, goal, session, () => interaction) ??
    deviceConfirmationPage(exchange, interaction, session.user, question)
  );
}

/** @throws EntraError 70020, 53003, or 90094 if only an administrator may consent */
export function approveDevice(
  exchange: Exchange,
  interaction: Interaction,
  device: DeviceAuthorization,
): Response {
  const session = sessionOf(exchange, interaction);
  if (device.expiresAt <= secondsOf(exchange)) throw aadsts.deviceCodeExpired();
  const goal = deviceGoal(exchange, device);
  exchange.observed.user = session.user.userPrincipalName;
  const page =
    askForSecondFactor(exchange, goal, session, () => interaction) ??
    askForConsent(exchange, goal, session, () => interaction);
  if (page) return page;
  device.outcome ??= { ...session.signedIn, tenantId: exchange.state.directory.tenant.id };
  exchange.state.signIns.get(session.signedIn.sessionId)?.applications.add(device.appId);
  return deviceDonePage(exchange, goal.application.displayName, true);
}

export function declineDevice(exchange: Exchange, device: DeviceAuthorization): Response {
  const applicationName = exchange.state.directory.findApplication(device.appId)?.displayName ?? "";
  device.outcome ??= "declined";
  return deviceDonePage(exchange, applicationName, false);
}

/** The device's request, with the present data of the directory. @throws EntraError 700016 */
export function deviceGoal({ state }: Exchange, { appId, scopes }: DeviceAuthorization): SignInGoal {
  const { directory } = state;
  const application = directory.findApplication(appId);
  if (!application) throw aadsts.applicationNotFound(appId, directory.tenant.displayName);
  return {
    application,
    scopes: parseScopes(state, scopes.join(" "), application, directory.tenant),
    prompt: undefined,
    authenticationContexts: [],
    policyIds: [],
  };
}

/** @throws EntraError 165000 if no user has signed in in this interaction */
function sessionOf({ state }: Exchange, { signedIn }: Interaction): CurrentSession {
  const user = state.directory.findUser(signedIn?.userId ?? "");
  if (!signedIn || !user) throw aadsts.interactionMismatch();
  return { user, signedIn };
}
