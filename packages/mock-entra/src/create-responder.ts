import { absentEndpoint } from "./endpoints/absent.ts";
import { adminConsentEndpoint } from "./endpoints/admin-consent.ts";
import { authorizeEndpoint } from "./endpoints/authorize.ts";
import { consentEndpoint } from "./endpoints/consent.ts";
import { deviceAuthorizationEndpoint } from "./endpoints/device-authorization.ts";
import { deviceCodeEntryEndpoint } from "./endpoints/device-code-entry.ts";
import { deviceConfirmationEndpoint } from "./endpoints/device-confirmation.ts";
import { deviceVerificationEndpoint } from "./endpoints/device-verification.ts";
import { errorExplanationEndpoint } from "./endpoints/error-explanation.ts";
import { graphEndpoints } from "./endpoints/graph/graph-endpoints.ts";
import { instanceDiscoveryEndpoint } from "./endpoints/instance-discovery.ts";
import { jwksEndpoint } from "./endpoints/jwks.ts";
import { loginEndpoint } from "./endpoints/login.ts";
import { logoutEndpoint } from "./endpoints/logout.ts";
import { managedIdentityEndpoint } from "./endpoints/managed-identity.ts";
import { nationalCloudEndpoint } from "./endpoints/national-cloud.ts";
import { openidConfigurationEndpoint } from "./endpoints/openid-configuration.ts";
import { secondFactorEndpoint } from "./endpoints/second-factor.ts";
import { tokenEndpoint } from "./endpoints/token.ts";
import { version1Endpoint } from "./endpoints/version-1-left-out.ts";
import { answerExchange } from "./http/answer-exchange.ts";
import type { Endpoint } from "./http/endpoint.ts";
import { type Caller, createExchange } from "./http/exchange.ts";
import { createRouter } from "./http/router.ts";
import type { Origins } from "./origins.ts";
import type { MockState } from "./state/mock-state.ts";
import { tenantOfRequest } from "./state/tenant-of-request.ts";

/** To add an endpoint, add a file and a line here. The first match answers. */
export const endpoints: readonly Endpoint[] = [
  openidConfigurationEndpoint,
  jwksEndpoint,
  instanceDiscoveryEndpoint,
  authorizeEndpoint,
  loginEndpoint,
  secondFactorEndpoint,
  consentEndpoint,
  adminConsentEndpoint,
  logoutEndpoint,
  tokenEndpoint,
  deviceAuthorizationEndpoint,
  deviceVerificationEndpoint,
  deviceCodeEntryEndpoint,
  deviceConfirmationEndpoint,
  errorExplanationEndpoint,
  absentEndpoint,
  managedIdentityEndpoint,
  version1Endpoint,
  nationalCloudEndpoint,
  ...graphEndpoints,
];

/** Answers one request; `undefined` for an unknown address. */
export type Responder = (request: Request, caller: Caller) => Promise<Response> | undefined;

/** Entra and Graph at these origins, with this state: the same code in a test and as a server. */
export function createResponder(state: MockState, origins: Origins): Responder {
  const route = createRouter(endpoints, origins);
  return (request, caller) => {
    const found = route(request.url);
    if (!found) return undefined;
    const { endpoint, tenantSegment } = found;
    const tenantState = tenantOfRequest(state, tenantSegment, request);
    return answerExchange(endpoint, createExchange(request, tenantSegment, origins, tenantState, caller));
  };
}
