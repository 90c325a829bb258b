import { define } from "./entra-error.ts";

const invalidRequest = { status: 400, error: "invalid_request" };
const invalidGrant = { status: 400, error: "invalid_grant" };

/** Errors about the tenant, the endpoint or a parameter. */
export const requestErrors = {
  tenantNotFound: define(
    { ...invalidRequest, code: 90002 },
    (tenant: string) =>
      `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
  ),
  tenantMalformed: define(
    { ...invalidRequest, code: 900023 },
    (tenant: string) =>
      `Specified tenant identifier '${tenant}' is neither a valid DNS name, nor a valid external domain.`,
  ),
  /**
   * Entra's number for an endpoint of the first version that cannot be used. In Entra, it exists for personal
   * accounts only.
   */
  version1LeftOut: define(
    { ...invalidRequest, code: 500201 },
    () =>
      "We are unable to issue tokens from this API version for a Microsoft account. Please contact the application vendor as they need to use version 2.0 of the protocol to support this.",
  ),
  tenantOfAnotherCloud: define(
    { ...invalidRequest, code: 90038 },
    (tenant: string, cloud: string) =>
      `The specified tenant '${tenant}' belongs to the National Cloud 'MicrosoftOnline.COM'. Current cloud instance '${cloud}' does not federate with MicrosoftOnline.COM.`,
  ),
  /** Older reports show a token without `oid` instead. */
  tenantNotNamed: define(
    { ...invalidRequest, code: 50059 },
    () =>
      "No tenant-identifying information found in either the request or implied by any provided credentials.",
  ),
  personalAccountsOnly: define(
    { ...invalidRequest, code: 9002332, onPage: true },
    (appId: string) =>
      `Application '${appId}' is configured for use by Microsoft Entra users only. Please do not use the /consumers endpoint to serve this request.`,
  ),
  /** `error` unconfirmed. */
  personalApplication: define(
    { ...invalidRequest, code: 9002331, onPage: true },
    (appId: string, name: string) =>
      `Application '${appId}'(${name}) is configured for use by Microsoft Account users only. Please use the /consumers endpoint to serve this request.`,
  ),
  singleTenantApplication: define(
    { ...invalidRequest, code: 50194, onPage: true },
    (appId: string, name: string) =>
      `Application '${appId}'(${name}) is not configured as a multi-tenant application. Usage of the /common endpoint is not supported for such apps created after '10/15/2018'. Use a tenant-specific endpoint or configure the application to be multi-tenant.`,
  ),
  /** It prevents a library from trusting another server as Entra. */
  instanceUnknown: define(
    { status: 400, error: "invalid_instance", code: 50049 },
    () => "Unknown or invalid instance.",
  ),
  /** Status unconfirmed. */
  methodNotAccepted: define(
    { ...invalidRequest, code: 900561 },
    (accepted: string, received: string) =>
      `The endpoint only accepts ${accepted} requests. Received a ${received} request.`,
  ),
  parameterMissing: define(
    { ...invalidRequest, code: 900144 },
    (name: string) => `The request body must contain the following parameter: '${name}'.`,
  ),
  /** Also for repeated parameters and for two kinds of client authentication at once: unconfirmed. */
  parameterInvalid: define(
    { ...invalidRequest, code: 90100 },
    (name: string) => `'${name}' parameter is empty or not valid.`,
  ),
  promptUnsupported: define({ ...invalidRequest, code: 90023 }, () => "Unsupported 'prompt' value."),
  challengeMalformed: define(
    { ...invalidRequest, code: 501491 },
    () => "Invalid size of Code_Challenge parameter.",
  ),
  challengeMethodUnsupported: define(
    { ...invalidRequest, code: 501471 },
    () => "The Code_Challenge_Method parameter is not supported. Expected 'plain' or 'S256'.",
  ),
  responseModeUnsupported: define(
    { ...invalidRequest, code: 70007 },
    (mode: string) => `'${mode}' is not a supported value of 'response_mode' when requesting a token.`,
  ),
  responseTypeUnsupported: define(
    { status: 400, error: "unsupported_response_type", code: 70005 },
    (type: string) => `The provided value for the input parameter 'response_type' is not valid: '${type}'.`,
  ),
  idTokenNotEnabled: define(
    { status: 400, error: "unsupported_response_type", code: 700054 },
    () => "response_type 'id_token' is not enabled for the application.",
  ),
  tokenNotEnabled: define(
    { status: 400, error: "unsupported_response_type", code: 700051 },
    () => "response_type 'token' is not enabled for the application.",
  ),
  grantTypeUnsupported: define(
    { status: 400, error: "unsupported_grant_type", code: 70003 },
    (type: string) => `The app requested an unsupported grant type '${type}'.`,
  ),
  requestMalformed: define(
    { ...invalidGrant, code: 9002313 },
    () => "Invalid request. Request is malformed or invalid.",
  ),
} as const;
