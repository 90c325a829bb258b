import { type Explanation, places } from "./explanation.ts";

/** The registration itself: which application, which redirect URI, which kind of client. */
export const applicationExplanations: readonly Explanation[] = [
  {
    code: 700016,
    title: "No application with this client ID in this tenant",
    meaning: "Entra looked for the client ID in the tenant of the request and found no application.",
    cause:
      "AZURE_CLIENT_ID is the object ID or the secret’s ID instead of the Application (client) ID, or AZURE_TENANT_ID is another tenant’s.",
    fix: "Copy both IDs again from the Overview page of the registration, with the copy buttons.",
    leftOut:
      "The mock leaves out client ID metadata documents (an address as client ID), which Entra has in preview. It also leaves out Microsoft’s own applications, except Visual Studio Code.",
    place: places.overview,
  },
  {
    code: 700038,
    title: "The client ID is all zeros",
    meaning: "00000000-0000-0000-0000-000000000000 is no application’s client ID.",
    cause: "A sample’s placeholder was never replaced.",
    fix: "Set AZURE_CLIENT_ID to the Application (client) ID of your registration.",
    place: places.overview,
  },
  {
    code: 500113,
    title: "The application has no redirect URI",
    meaning:
      "An interactive sign-in has to end at an address that the application registered, and this one registered none.",
    cause:
      "The redirect URI was left blank at registration, as Microsoft's lesson does for the local server. The first sign-in in a browser then fails. The device code flow works without a redirect URI.",
    fix: "Add a platform. For the local server: Mobile and desktop applications, with http://localhost (any port then matches). For the remote server: Web, with http://localhost:3001/auth/callback.",
    place: places.authentication,
  },
  {
    code: 900971,
    title: "The request names no redirect URI",
    meaning: "The application has redirect URIs, but the request does not name one.",
    cause: "An authorize URL that was put together by hand, without redirect_uri.",
    fix: "Send redirect_uri, spelled exactly as it is registered. MSAL does it by itself.",
    place: places.authentication,
  },
  {
    code: 50011,
    title: "The redirect URI is not registered",
    meaning:
      "Entra compares the requested redirect URI with the registered ones character by character, and none is the same. Only the port of http://localhost may differ.",
    cause:
      "The address has a slash too many at the end, https and not http, 127.0.0.1 and not localhost, or another path than /auth/callback. Or PUBLIC_URL is not registered.",
    fix: "Register the URI in the message on the right platform: Web for a server with a secret, Mobile and desktop for a public client.",
    place: places.authentication,
  },
  {
    code: 500112,
    title: "The redirect URI changed between the two steps",
    meaning:
      "The token request names another redirect URI than the authorize request that the code came from. This check prevents an attacker from redeeming a stolen code at another address.",
    cause:
      "The server computes its address again for the second step, behind a proxy that changes the host, or with another PUBLIC_URL.",
    fix: "Send the same redirect_uri in both requests. Take it from the configuration, never from the Host header.",
    place: null,
  },
  {
    code: 7000215,
    title: "The client secret is wrong",
    meaning: "The application has no secret with this value.",
    cause:
      "The Secret ID was copied and not the Value, the secret belongs to another application, or its end is missing.",
    fix: "A value is shown only once: if it is gone, make a new secret, put its Value into AZURE_CLIENT_SECRET and restart the server.",
    place: places.credentials,
  },
  {
    code: 7000222,
    title: "The client secret has expired",
    meaning: "The value is right, but its last day has passed.",
    cause: "Secrets are valid for two years at most, and Entra sends no reminder.",
    fix: "Make a new secret, put it into AZURE_CLIENT_SECRET, restart, then delete the old one. A managed identity or a federated credential has nothing that expires.",
    place: places.credentials,
  },
  {
    code: 7000218,
    title: "A secret is missing, or public client flows are not allowed",
    meaning:
      "For Entra, this is a confidential client, which has to prove its identity. But the request has no secret and no assertion.",
    cause:
      "For a device code: “Allow public client flows” is off. For a redirect: the address is registered under Web though the program is a desktop one. For the remote server: AZURE_CLIENT_SECRET is not set.",
    fix: "Local server: switch “Allow public client flows” on, and register http://localhost under Mobile and desktop. Remote server: set AZURE_CLIENT_SECRET, or better a managed identity.",
    place: places.authentication,
  },
  {
    code: 700025,
    title: "A public client sent a secret",
    meaning:
      "The sign-in went to a redirect URI of a public client, which cannot keep a secret. So Entra accepts none from it.",
    cause:
      "The remote server’s address is registered under Mobile and desktop or Single-page application. Or a secret is configured for the local server.",
    fix: "Register a server’s callback under Web. Take the secret out of the local server’s configuration.",
    place: places.authentication,
  },
  {
    code: 7000229,
    title: "The application has no service principal in this tenant",
    meaning:
      "The registration exists, but the tenant has no enterprise application for it. Permissions are given to the enterprise application.",
    cause:
      "The application was made through Microsoft Graph or “az ad app create”, which do not make a service principal. (The portal does.) Or an administrator deleted it.",
    fix: "Create it: “az ad sp create --id CLIENT_ID”, or POST /servicePrincipals with the appId.",
    place: places.servicePrincipal,
  },
  {
    code: 9002326,
    title: "Only single-page applications may redeem codes from a browser",
    meaning:
      "The token request carried an Origin header, as a browser’s cross-origin requests do, and the redirect URI is not a single-page application’s.",
    cause:
      "A web page redeems the code by itself, where a server should, or a proxy adds the header. The browser’s console only says that Access-Control-Allow-Origin is missing.",
    fix: "Redeem the code on the server. If it really is a page, register the address under Single-page application.",
    place: places.authentication,
  },
  {
    code: 9002327,
    title: "A single-page application’s code was redeemed outside a browser",
    meaning:
      "Codes for a redirect URI of the platform Single-page application can be redeemed by cross-origin requests only.",
    cause: "The server’s callback was registered under Single-page application.",
    fix: "Remove it there and register it under Web.",
    place: places.authentication,
  },
  {
    code: 50194,
    title: "A single-tenant application used /common",
    meaning: "Only multitenant applications may leave open which tenant the user is from.",
    cause: "The authority ends in /common or /organizations, or AZURE_TENANT_ID is unset.",
    fix: "Use https://login.microsoftonline.com/TENANT_ID, as AZURE_TENANT_ID does. The applications of this workshop are for one tenant.",
    place: places.overview,
  },
  {
    code: 9002331,
    title: "The application is for personal Microsoft accounts only",
    meaning: "This application lets in personal accounts only, and they sign in at /consumers.",
    cause:
      "“Personal Microsoft accounts only” was chosen at the registration, and the authority ends in a tenant, /organizations or /common.",
    fix: "Change the supported account types. The mock has no personal accounts.",
    place: places.overview,
  },
  {
    code: 9002332,
    title: "The application is not for personal Microsoft accounts",
    meaning: "/consumers is for personal accounts only, and this application lets in work accounts only.",
    cause: "The authority ends in /consumers.",
    fix: "Put your tenant’s ID into AZURE_TENANT_ID, or change the supported account types.",
    place: places.overview,
  },
  {
    code: 700054,
    title: "ID tokens straight from the authorize endpoint are not enabled",
    meaning: "response_type asks for an id_token in the redirect, and the registration does not allow it.",
    cause: "An old sample with the implicit or the hybrid flow.",
    fix: "Use response_type=code with PKCE; the id_token then comes with the tokens. Do not enable the implicit grant.",
    leftOut: "The mock leaves out the implicit and the hybrid flow, also where the registration allows them.",
    place: places.authentication,
  },
  {
    code: 700051,
    title: "Access tokens straight from the authorize endpoint are not enabled",
    meaning:
      "response_type asks for an access token in the redirect, and the registration does not allow it.",
    cause: "An old sample with the implicit flow.",
    fix: "Use response_type=code with PKCE. Tokens in URLs end up in histories and logs.",
    leftOut: "The mock leaves out the implicit flow, also where the registration allows it.",
    place: places.authentication,
  },
];
