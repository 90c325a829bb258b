import { confirmDeviceAtHome } from "../device/confirm-device-at-home.ts";
import { startInteraction } from "../authorize/interactions.ts";
import { currentSession, sessionElsewhere } from "../authorize/sessions.ts";
import { confirmDevice } from "../device/confirm-device.ts";
import { deviceAuthPath } from "../device/device-paths.ts";
import { aadsts } from "../errors/aadsts-catalogue.ts";
import { EntraError } from "../errors/entra-error.ts";
import { type Endpoint, onFrontChannel } from "../http/endpoint.ts";
import type { Exchange } from "../http/exchange.ts";
import { secondsOf } from "../http/exchange.ts";
import { readForm } from "../http/read-form.ts";
import { userCodePage } from "../pages/device-pages.ts";
import { presentAsPage } from "../pages/error-page.ts";
import { signInPage } from "../pages/sign-in-page.ts";
import type { DeviceAuthorization } from "../state/records.ts";

/** The page where the user enters the device's code (RFC 8628 §3.3). */
export const deviceCodeEntryEndpoint: Endpoint = {
  name: "device-code-entry",
  urls: onFrontChannel(deviceAuthPath),
  methods: ["GET", "POST"],
  presentError: presentAsPage,
  respond: async (exchange) => {
    if (exchange.request.method === "GET") return userCodePage(exchange, deviceAuthPath);
    const form = await readForm(exchange);
    const device = findDevice(exchange, form.get("otc") ?? "");
    if (device instanceof EntraError) return userCodePage(exchange, deviceAuthPath, device);
    return signInForDevice(exchange, device);
  },
};

/** People type codes in lower case, with spaces and dashes. */
function findDevice(exchange: Exchange, typed: string): DeviceAuthorization | EntraError {
  const userCode = typed.replaceAll(/[\s-]/gu, "").toUpperCase();
  const device = exchange.state.deviceAuthorizations
    .values()
    .find((candidate) => candidate.userCode === userCode);
  if (!device || device.outcome !== undefined) return aadsts.userCodeUnknown();
  return device.expiresAt <= secondsOf(exchange) ? aadsts.deviceCodeExpired() : device;
}

/** In the tenant that the device named. Without a name, a user of any organization signs in. */
function signInForDevice(entry: Exchange, device: DeviceAuthorization): Response {
  const { tenantId } = device;
  const state = entry.state.findTenant(tenantId ?? "") ?? entry.state;
  const exchange = { ...entry, state, tenantSegment: tenantId ?? entry.tenantSegment };
  const session = currentSession(exchange);
  exchange.observed.clientId = device.appId;
  const elsewhere = session ? undefined : sessionElsewhere(exchange);
  if (elsewhere) return confirmDeviceAtHome(exchange, elsewhere.home, device, elsewhere.session);
  const interaction = startInteraction(exchange, { kind: "device", device });
  if (session) return confirmDevice(exchange, interaction, device, session);
  return signInPage(exchange, {
    interaction,
    applicationName: exchange.state.directory.findApplication(device.appId)?.displayName ?? "",
    userName: undefined,
  });
}
