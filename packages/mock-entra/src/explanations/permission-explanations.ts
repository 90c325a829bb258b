import { type Explanation, places } from "./explanation.ts";

/** Scopes, resources, consent and assignment. */
export const permissionExplanations: readonly Explanation[] = [
  {
    code: 70011,
    title: "The scope is not valid",
    meaning: "A value in scope is not a scope: its form is wrong, or this endpoint does not accept it.",
    cause: "Scopes separated by commas, a resource without a scope, or .default beside other scopes.",
    fix: "Separate by spaces and write RESOURCE/SCOPE, such as https://graph.microsoft.com/User.Read. For Graph the short User.Read is enough.",
    place: places.permissions,
  },
  {
    code: 650057,
    title: "The registration does not list this resource",
    meaning: ".default means the permissions that the registration lists. It lists none for this resource.",
    cause:
      "The API was not added under API permissions, or the scope names another API than the one that was added.",
    fix: "Add a permission of the API. The message ends with the resources that are listed.",
    place: places.permissions,
  },
  {
    code: 1002012,
    title: "Client credentials need a /.default scope",
    meaning:
      "An application that acts as itself gets all its application permissions or none; it cannot pick scopes.",
    cause: "User.Read was asked for with client_credentials, as if there were a user.",
    fix: "Ask for https://graph.microsoft.com/.default, and have an administrator grant application permissions.",
    place: places.permissions,
  },
  {
    code: 28000,
    title: "One request for two resources",
    meaning: "A token is for one resource, so all scopes of a request have to be of the same.",
    cause: "Scopes of Microsoft Graph and of your own API in one list.",
    fix: "Ask for one resource, then for the other with the refresh token; with MSAL, call acquireTokenSilent once for each.",
    place: null,
  },
  {
    code: 90009,
    title: "The application asks for a token for itself",
    meaning:
      "If an application asks for a token for itself, it has to use its client ID, not its App ID URI.",
    cause: "Client and API share a registration, or the refresh request has no scope.",
    fix: "Ask for CLIENT_ID/.default, or send the scopes of the API you mean.",
    place: places.expose,
  },
  {
    code: 650053,
    title: "The resource has no such scope",
    meaning:
      "The scope does not exist on the resource. If the request names no resource, the resource is Microsoft Graph.",
    cause: "A typing mistake, or a scope of your own API without the API’s App ID URI before it.",
    fix: "Compare with the Graph permissions reference, or with the scopes under Expose an API; write api://CLIENT_ID/SCOPE for your own.",
    place: places.expose,
  },
  {
    code: 500011,
    title: "No such resource in this tenant",
    meaning:
      "The resource that a scope or the resource parameter names is not an application of this tenant.",
    cause:
      "An App ID URI that was never set or is spelled differently, or an API that only exists in another tenant.",
    fix: "Set the Application ID URI of the API, and use exactly this value. For an API of another tenant, create its service principal here.",
    leftOut:
      "The mock has only one of Microsoft’s APIs, which is Graph. It leaves out Azure Resource Manager, Key Vault, Storage, Exchange, SharePoint and all others.",
    place: places.expose,
  },
  {
    code: 9010010,
    title: "resource and scope do not fit together",
    meaning:
      "The request has a resource parameter (RFC 8707). Entra compares it with the App ID URIs of the API that the scopes are of, character for character, and none is the same. It does so at the sign-in, for the code and at each refresh.",
    cause:
      "An MCP client signs in at Entra directly and sends the MCP server’s address as resource. The API has another App ID URI, or the client adds a slash at the end, or the scopes are Graph’s.",
    fix: "Set api.requestedAccessTokenVersion to 2. Then make the exact address of the MCP server an App ID URI of its API (https, a verified domain, no slash at the end). Ask for scopes by their full names. If this is not possible, use a client that does not send resource, or let clients sign in at the MCP server.",
    place: places.expose,
  },
  {
    code: 501051,
    title: "The application is not assigned to a role of the API",
    meaning: "The API requires assignment, but this application has none of its app roles.",
    cause: "The application permission was added but no administrator granted it.",
    fix: "Add the role as an application permission and press “Grant admin consent”.",
    place: places.permissions,
  },
  {
    code: 65001,
    title: "There is no consent to this",
    meaning:
      "The application asks for a permission without a page (a refresh, a silent request, on behalf of the user). No user and no administrator has consented to this permission.",
    cause:
      "A scope was added to the code after the user had signed in, or consent was withdrawn. For an API that acts on behalf of its users: they have consented to the client, but not to the API’s own permissions.",
    fix: "Send the user through an interactive sign-in that asks for the scope, or have an administrator consent for everybody. An API has no sign-in page. So an administrator has to grant its permissions. Or add the client to knownClientApplications, and let it ask for the API’s .default.",
    place: places.permissions,
  },
  {
    code: 90094,
    title: "An administrator has to consent",
    meaning: "A user cannot consent to one of the permissions: it gives access to too much data.",
    cause:
      "The application asks for Directory.Read.All, Group.Read.All or a similar permission. Or users of this tenant may not consent.",
    fix: "Ask for less (User.ReadBasic.All instead of User.Read.All), or have an administrator press “Grant admin consent”.",
    place: places.permissions,
  },
  {
    code: 90093,
    title: "Only an administrator may do this",
    meaning: "The admin consent page was opened by a user who is not an administrator.",
    cause: "A link to /adminconsent was followed with an ordinary account.",
    fix: "Sign in as an administrator. In the seed directory that is Grace.",
    place: places.permissions,
  },
];
