import { parseScopes } from "../authorize/requested-scopes.ts";
import { aadsts } from "../errors/aadsts-catalogue.ts";
import { secondsOf } from "../http/exchange.ts";
import { required } from "../http/read-form.ts";
import type { DeviceAuthorization, SignedIn } from "../state/records.ts";
import { authenticateClient } from "./client-authentication.ts";
import { assertConsent, assertOrigin, findGrantUser } from "./grant-checks.ts";
import { issueTokens } from "./issue-tokens.ts";
import type { GrantHandler, TokenRequest } from "./token-request.ts";

/** The device's poll (RFC 8628 §3.4). Entra never answers `slow_down` (unconfirmed). */
export const deviceCodeGrant: GrantHandler = async (request) => {
  const { exchange, form, application, client, tenant } = request;
  const deviceCode = required(form, "device_code");
  // A device has no redirect URI, so only "Allow public client flows" decides the kind of the client.
  const clientAuthentication = await authenticateClient(exchange, application, client, undefined);
  assertOrigin(request, undefined);
  const device = exchange.state.deviceAuthorizations.get(deviceCode);
  if (!device) throw aadsts.deviceCodeUnknown();
  const { userId, sessionId } = confirmedBy(request, device);
  const scopes = parseScopes(exchange.state, device.scopes.join(" "), application, tenant);
  const user = findGrantUser(request, userId);
  assertConsent(request, user.id, scopes);
  // As with authorization codes: there is no await since the check.
  device.redeemed = true;
  return issueTokens(request, {
    grant: {
      appId: device.appId,
      userId,
      tenantId: tenant.id,
      scopes: device.scopes,
      platform: undefined,
      sessionId,
    },
    user,
    scopes,
    nonce: undefined,
    clientAuthentication,
  });
};

/** @throws EntraError 70000, 7000014 in another tenant (unconfirmed), 54005 (unconfirmed), 70020, 70016 or 70017 */
function confirmedBy({ exchange, application, tenant }: TokenRequest, device: DeviceAuthorization): SignedIn {
  const { outcome, tenantId } = device;
  const place = typeof outcome === "object" ? outcome.tenantId : tenantId;
  if (place !== undefined && place !== tenant.id) throw aadsts.deviceCodeUnknown();
  if (device.appId !== application.appId) throw aadsts.grantOfAnotherClient();
  if (device.redeemed) throw aadsts.codeRedeemed();
  if (device.expiresAt <= secondsOf(exchange)) throw aadsts.deviceCodeExpired();
  if (device.outcome === undefined) throw aadsts.devicePending();
  if (device.outcome === "declined") throw aadsts.deviceDeclined();
  return device.outcome;
}
