import { startInteraction } from "../authorize/interactions.ts";
import type { CurrentSession } from "../authorize/sessions.ts";
import type { Exchange } from "../http/exchange.ts";
import type { MockState } from "../state/mock-state.ts";
import type { DeviceAuthorization } from "../state/records.ts";
import { confirmDevice } from "./confirm-device.ts";

/** Asks the user in their own tenant, for a device code that was requested for all organizations. */
export function confirmDeviceAtHome(
  exchange: Exchange,
  home: MockState,
  device: DeviceAuthorization,
  session: CurrentSession,
): Response {
  const atHome = { ...exchange, state: home, tenantSegment: home.directory.tenant.id };
  const interaction = startInteraction(atHome, { kind: "device", device }, session.signedIn);
  return confirmDevice(atHome, interaction, device, session);
}
