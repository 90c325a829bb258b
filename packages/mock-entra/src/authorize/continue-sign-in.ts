import { confirmDevice, declineDevice } from "../device/confirm-device.ts";
import { aadsts } from "../errors/aadsts-catalogue.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Interaction } from "../state/records.ts";
import { askForAdminConsent, declineAdminConsent } from "./admin-consent.ts";
import { returnError } from "./authorize-response.ts";
import { completeSignIn } from "./complete-sign-in.ts";
import type { CurrentSession } from "./sessions.ts";

/** The application that the interaction is for. */
export function appIdOf({ purpose }: Interaction): string {
  if (purpose.kind === "device") return purpose.device.appId;
  const { application } = purpose.kind === "authorize" ? purpose.request.returnTo : purpose.returnTo;
  return application.appId;
}

/** One more step is done: continues with the next page, or with the application. */
export function continueSignIn(
  exchange: Exchange,
  interaction: Interaction,
  session: CurrentSession,
): Response {
  const { purpose } = interaction;
  if (purpose.kind === "device") return confirmDevice(exchange, interaction, purpose.device, session);
  if (purpose.kind === "admin-consent") return askForAdminConsent(exchange, interaction, purpose, session);
  try {
    return completeSignIn(exchange, purpose.request, session, interaction);
  } catch (error) {
    return returnError(exchange, purpose.request.returnTo, error);
  }
}

/** The user pressed Cancel: the application or the device gets this answer. */
export function cancelSignIn(exchange: Exchange, { purpose }: Interaction): Response {
  if (purpose.kind === "device") return declineDevice(exchange, purpose.device);
  if (purpose.kind === "admin-consent") return declineAdminConsent(exchange, purpose);
  return returnError(exchange, purpose.request.returnTo, aadsts.consentDeclined());
}
