import { takesEveryOrganization } from "../directory/tenant-names.ts";
import { resolveClient } from "../authorize/resolve-client.ts";
import { parseScopes } from "../authorize/requested-scopes.ts";
import { presentAsJson } from "../errors/json-errors.ts";
import { type Endpoint, onBackChannel } from "../http/endpoint.ts";
import { jsonResponse } from "../http/entra-headers.ts";
import { secondsOf } from "../http/exchange.ts";
import { readForm, required } from "../http/read-form.ts";
import { defaultLifetimes } from "../state/lifetimes.ts";
import { newDeviceCode, newUserCode } from "../state/opaque-value.ts";

/**
 * The first request of a device without a browser (RFC 8628 §3.1). Entra never sends
 * `verification_uri_complete`.
 */
export const deviceAuthorizationEndpoint: Endpoint = {
  name: "device-authorization",
  urls: onBackChannel("/:tenant/oauth2/v2.0/devicecode"),
  methods: ["POST"],
  presentError: presentAsJson,
  respond: async (exchange) => {
    const { state, origins } = exchange;
    const form = await readForm(exchange);
    const { application, tenant } = resolveClient(exchange, required(form, "client_id"));
    const scopes = parseScopes(state, required(form, "scope"), application, tenant);
    const lifetimes = { ...defaultLifetimes, ...state.lifetimes.get(application.appId) };
    const [deviceCode, userCode] = [newDeviceCode(), newUserCode()];
    state.deviceAuthorizations.set(deviceCode, {
      appId: application.appId,
      tenantId: takesEveryOrganization(exchange.tenantSegment) ? undefined : tenant.id,
      userCode,
      scopes: scopes.asked,
      expiresAt: secondsOf(exchange) + lifetimes.deviceCodeSeconds,
      outcome: undefined,
      redeemed: false,
    });
    return jsonResponse(exchange, {
      user_code: userCode,
      device_code: deviceCode,
      verification_uri: origins.deviceVerificationUri,
      expires_in: lifetimes.deviceCodeSeconds,
      interval: lifetimes.devicePollingIntervalSeconds,
      message: `To sign in, use a web browser to open the page ${origins.deviceVerificationUri} and enter the code ${userCode} to authenticate.`,
    });
  },
};
