import { define } from "./entra-error.ts";

const invalidGrant = { status: 400, error: "invalid_grant" };

interface NamedApplication {
  appId: string;
  displayName: string;
}

/** Errors about scopes, resources and consent. */
export const permissionErrors = {
  scopeInvalid: define(
    { status: 400, error: "invalid_scope", code: 70011 },
    (scope: string, reason: string = "") =>
      `The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope ${scope} is not valid.${reason}`,
  ),
  resourceNotListed: define(
    { status: 400, error: "invalid_client", code: 650057 },
    (client: NamedApplication, spelled: string, resourceAppId: string, listed: string) =>
      `Invalid resource. The client has requested access to a resource which is not listed in the requested permissions in the client's application registration. Client app ID: ${client.appId}(${client.displayName}). Resource value from request: ${spelled}. Resource app ID: ${resourceAppId}. List of valid resources from app registration: ${listed}.`,
  ),
  defaultScopeExpected: define(
    { status: 400, error: "invalid_scope", code: 1002012 },
    (scope: string) =>
      `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
  ),
  /** `error` unconfirmed: public reports differ. */
  applicationNotAssigned: define(
    { ...invalidGrant, code: 501051 },
    (client: NamedApplication, resource: NamedApplication) =>
      `Application '${client.appId}'(${client.displayName}) is not assigned to a role for the application '${resource.appId}'(${resource.displayName}).`,
  ),
  severalResources: define(
    { status: 400, error: "invalid_scope", code: 28000 },
    (scope: string) =>
      `Provided value for the input parameter scope is not valid because it contains more than one resource. Scope ${scope} is not valid.`,
  ),
  tokenForItself: define(
    { status: 400, error: "invalid_scope", code: 90009 },
    (appId: string) =>
      `Application '${appId}' is requesting a token for itself. This scenario is supported only if resource is specified using the GUID based App Identifier.`,
  ),
  unknownScope: define(
    { status: 400, error: "invalid_client", code: 650053, onPage: true },
    (name: string, scope: string, resource: string) =>
      `The application '${name}' asked for scope '${scope}' that doesn't exist on the resource '${resource}'. Contact the app vendor.`,
  ),
  resourceNotFound: define(
    { status: 400, error: "invalid_resource", code: 500011 },
    (resource: string, tenant: string) =>
      `The resource principal named ${resource} was not found in the tenant named ${tenant}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.`,
  ),
  resourceDoesNotMatchScope: define(
    { status: 400, error: "invalid_target", code: 9010010 },
    () => "The resource parameter provided in the request doesn't match with the requested scopes.",
  ),
  /** `redirectError` unconfirmed; it is one that MSAL treats as “interaction required”. */
  consentRequired: define(
    { ...invalidGrant, redirectError: "consent_required", suberror: "consent_required", code: 65001 },
    (appId: string, name: string) =>
      `The user or administrator has not consented to use the application with ID '${appId}' named '${name}'. Send an interactive authorization request for this user and resource.`,
  ),
  administratorsOnly: define(
    { status: 400, error: "access_denied", code: 90093, onPage: true },
    () =>
      "This operation can only be performed by an administrator. Sign out and sign in as an administrator or contact one of your organization's administrators.",
  ),
  administratorConsentRequired: define(
    { status: 400, error: "access_denied", code: 90094, onPage: true },
    () =>
      "The grant requires admin permission. Ask your administrator to grant permission to this app before you can use it.",
  ),
} as const;
