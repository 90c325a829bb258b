import { confirmDeviceAtHome } from "../device/confirm-device-at-home.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Interaction } from "../state/records.ts";
import type { MockState } from "../state/mock-state.ts";
import type { CurrentSession } from "./sessions.ts";

/**
 * Redirects the browser to the same request in the user's own tenant, which has the session now. Entra shows one page (how it does
 * this is unconfirmed). The application gets the same code.
 * @param encoded the request's parameters, unchanged
 */
export function continueAtHome(
  { origins }: Exchange,
  home: MockState,
  purpose: "authorize" | "admin-consent",
  encoded: string,
): Response {
  const path = purpose === "authorize" ? "oauth2/v2.0/authorize" : "v2.0/adminconsent";
  // The user has just signed in: to ask again would never end.
  const kept = encoded
    .split("&")
    .filter((parameter) => !/^prompt=(?:login|select_account)$/u.test(parameter));
  const location = `${origins.frontChannel}/${home.directory.tenant.id}/${path}?${kept.join("&")}`;
  return new Response(null, { status: 302, headers: { Location: location, "Cache-Control": "no-store" } });
}

/** The request of a sign-in that was interrupted, in the user's own tenant. A device is asked about there. */
export function continueInteractionAtHome(
  exchange: Exchange,
  home: MockState,
  { purpose }: Interaction,
  session: CurrentSession,
): Response {
  if (purpose.kind === "device") return confirmDeviceAtHome(exchange, home, purpose.device, session);
  const encoded = purpose.kind === "authorize" ? purpose.request.encoded : purpose.encoded;
  return continueAtHome(exchange, home, purpose.kind, encoded);
}
