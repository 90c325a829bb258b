import { define } from "./entra-error.ts";

const invalidRequest = { status: 400, error: "invalid_request" };
const invalidGrant = { status: 400, error: "invalid_grant" };

/** Errors about the user or the browser session. */
export const signInErrors = {
  passwordInvalid: define(
    { ...invalidGrant, code: 50126 },
    () => "Error validating credentials due to invalid username or password.",
  ),
  userNotFound: define(
    { ...invalidGrant, code: 50034 },
    (tenant: string) =>
      `The user account does not exist in the ${tenant} directory. To sign into this application, the account must be added to the directory.`,
  ),
  userOfAnotherTenant: define(
    { ...invalidGrant, code: 50020 },
    (user: string, homeTenant: string, tenant: string, appId: string, application: string) =>
      `User account '${user}' from identity provider 'https://sts.windows.net/${homeTenant}/' does not exist in tenant '${tenant}' and cannot access the application '${appId}'(${application}) in that tenant. The account needs to be added as an external user in the tenant first. Sign out and sign in again with a different Azure Active Directory user account.`,
  ),
  userDisabled: define({ ...invalidGrant, code: 50057 }, () => "The user account is disabled."),
  userNotAssigned: define(
    { status: 400, error: "access_denied", code: 50105, onPage: true },
    (name: string) =>
      `Your administrator has configured the application ${name} to block users unless they are specifically granted ('assigned') access to the application. The signed-in user is blocked because they are not a direct member of a group with access, nor had access directly assigned by an administrator. Please contact your administrator to assign access to this application.`,
  ),
  /** On the page of the second factor. */
  secondFactorDenied: define(
    { ...invalidGrant, code: 500121 },
    () => "Authentication failed during strong authentication request.",
  ),
  /** `redirectError` unconfirmed; it is one that MSAL treats as “interaction required”. */
  secondFactorRequired: define(
    { ...invalidGrant, redirectError: "interaction_required", suberror: "basic_action", code: 50076 },
    (resourceAppId: string) =>
      `Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access '${resourceAppId}'.`,
  ),
  secondFactorNotRegistered: define(
    { status: 400, error: "interaction_required", code: 50079 },
    (resourceAppId: string) =>
      `Due to a configuration change made by your administrator, or because you moved to a new location, you must enroll in multi-factor authentication to access '${resourceAppId}'.`,
  ),
  blockedByPolicy: define(
    { ...invalidGrant, suberror: "message_only", code: 53003, onPage: true },
    () =>
      "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.",
  ),
  sessionMissing: define(
    { status: 400, error: "login_required", code: 50058 },
    () =>
      "A silent sign-in request was sent but no user is signed in. The cookies used to represent the user's session were not sent in the request to Azure AD.",
  ),
  consentDeclined: define(
    { status: 400, error: "access_denied", subcode: "cancel", code: 65004 },
    () => "User declined to consent to access the app.",
  ),
  adminConsentDeclined: define(
    { status: 400, error: "consent_required", subcode: "cancel", code: 65004 },
    () => "The resource owner or authorization server denied the request.",
  ),
  interactionMismatch: define(
    { ...invalidRequest, code: 165000 },
    () =>
      "Invalid Request: The request tokens do not match the user context. Do not copy the user context values (cookies; form fields; headers) between different requests or user sessions; always maintain the ALL of the supplied values across a complete single user flow.",
  ),
  interactionExpired: define(
    { ...invalidRequest, code: 50089 },
    () => "Authentication failed due to flow token expired. Start the sign-in again.",
  ),
} as const;
