import { missingConsent } from "../authorize/consent.ts";
import { parseScopes } from "../authorize/requested-scopes.ts";
import type { CurrentSession } from "../authorize/sessions.ts";
import type { Application } from "../directory/types.ts";
import { aadsts } from "../errors/aadsts-catalogue.ts";
import { type Exchange, secondsOf } from "../http/exchange.ts";
import { deviceConfirmationPage, deviceDonePage } from "../pages/device-pages.ts";
import type { DeviceAuthorization, Interaction } from "../state/records.ts";
import { deviceConfirmPath } from "./device-paths.ts";

/** Asks the signed-in user whether this is the application that they mean to sign in to. */
export const confirmDevice = (
  exchange: Exchange,
  interaction: Interaction,
  device: DeviceAuthorization,
  session: CurrentSession,
): Response => {
  interaction.signedIn = session.signedIn;
  exchange.observed.user = session.user.userPrincipalName;
  return deviceConfirmationPage(exchange, interaction, session.user, {
    action: deviceConfirmPath,
    applicationName: applicationOf(exchange, device).displayName,
  });
};

/** @throws EntraError 70020, or 65001: there is no consent page here, so an administrator has to have consented */
export const approveDevice = (
  exchange: Exchange,
  interaction: Interaction,
  device: DeviceAuthorization,
): Response => {
  const { state } = exchange;
  const { signedIn } = interaction;
  const user = state.directory.findUser(signedIn?.userId ?? "");
  if (!signedIn || !user) throw aadsts.interactionMismatch();
  if (device.expiresAt <= secondsOf(exchange)) throw aadsts.deviceCodeExpired();
  const application = applicationOf(exchange, device);
  const scopes = parseScopes(state, device.scopes.join(" "), application, state.directory.tenant);
  exchange.observed.user = user.userPrincipalName;
  if (missingConsent(state, application, user.id, scopes).length > 0) {
    throw aadsts.consentRequired(application.appId, application.displayName);
  }
  device.outcome ??= signedIn;
  return deviceDonePage(exchange, application.displayName, true);
};

export const declineDevice = (exchange: Exchange, device: DeviceAuthorization): Response => {
  device.outcome ??= "declined";
  return deviceDonePage(exchange, applicationOf(exchange, device).displayName, false);
};

const applicationOf = ({ state }: Exchange, { appId }: DeviceAuthorization): Application => {
  const application = state.directory.findApplication(appId);
  if (!application) throw aadsts.applicationNotFound(appId, state.directory.tenant.displayName);
  return application;
};
