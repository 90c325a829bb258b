import { define } from "./entra-error.ts";

const invalidRequest = { status: 400, error: "invalid_request" };
const invalidClient = { status: 401, error: "invalid_client" };
const unauthorizedClient = { status: 400, error: "unauthorized_client" };

/** Errors about the application and about how it proves its identity. */
export const applicationErrors = {
  applicationNotFound: define(
    { ...unauthorizedClient, code: 700016 },
    (appId: string, tenant: string) =>
      `Application with identifier '${appId}' was not found in the directory '${tenant}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
  ),
  applicationIdIsZero: define(
    { ...unauthorizedClient, code: 700038 },
    (appId: string) => `${appId} is not a valid application identifier.`,
  ),
  noReplyAddressRegistered: define(
    { ...invalidRequest, code: 500113 },
    () => "No reply address is registered for the application.",
  ),
  noReplyAddressProvided: define({ ...invalidRequest, code: 900971 }, () => "No reply address provided."),
  redirectUriMismatch: define(
    { ...invalidRequest, code: 50011 },
    (redirectUri: string, appId: string) =>
      `The redirect URI '${redirectUri}' specified in the request does not match the redirect URIs configured for the application '${appId}'. Make sure the redirect URI sent in the request matches one added to your application in the Azure portal. Navigate to https://aka.ms/redirectUriMismatchError to learn more about how to troubleshoot this error.`,
  ),
  /** `error` and status unconfirmed. */
  redirectUriChanged: define(
    { ...invalidClient, code: 500112 },
    () =>
      "The reply address in the request does not match the reply address provided when requesting Authorization code.",
  ),
  secretInvalid: define(
    { ...invalidClient, code: 7000215 },
    (appId: string) =>
      `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${appId}'.`,
  ),
  secretExpired: define(
    { ...invalidClient, code: 7000222 },
    (appId: string) =>
      `The provided client secret keys for app '${appId}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.`,
  ),
  secretMissing: define(
    { ...invalidClient, code: 7000218 },
    () => "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  ),
  publicClientSentSecret: define(
    { ...invalidClient, code: 700025 },
    () => "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
  ),
  servicePrincipalMissing: define(
    { ...invalidClient, code: 7000229 },
    (appId: string, tenantId: string) =>
      `The client application ${appId} is missing service principal in the tenant ${tenantId}. See instructions here: https://go.microsoft.com/fwlink/?linkid=2225119`,
  ),
  spaCrossOriginOnly: define(
    { ...invalidRequest, code: 9002327 },
    () =>
      "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests.",
  ),
  crossOriginSpaOnly: define(
    { ...invalidRequest, code: 9002326 },
    (origin: string) =>
      `Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type. Request origin: '${origin}'.`,
  ),
} as const;
