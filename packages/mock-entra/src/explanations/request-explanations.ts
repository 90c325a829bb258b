import { type Explanation, places } from "./explanation.ts";

/** Address and parameters: mostly programs that were written without a library. */
export const requestExplanations: readonly Explanation[] = [
  {
    code: 90002,
    title: "No such tenant",
    meaning: "The tenant in the address does not exist.",
    cause: "AZURE_TENANT_ID has a typing mistake, or is the client ID.",
    fix: "Copy the Directory (tenant) ID from the Overview page of the registration.",
    place: places.overview,
  },
  {
    code: 900023,
    title: "The tenant in the address is no ID and no domain",
    meaning:
      "The first segment after the host has to be a tenant ID, a verified domain, common, organizations or consumers.",
    cause: "A placeholder such as {tenant} or <your-tenant-id> was never replaced.",
    fix: "Set AZURE_TENANT_ID to the Directory (tenant) ID.",
    place: places.tenant,
  },
  {
    code: 50049,
    title: "Unknown authority",
    meaning: "A library asked whether a host is one of Entra’s, and it is not.",
    cause: "AZURE_AUTHORITY_HOST has a typing mistake, or is a mock’s address without knownAuthorities.",
    fix: "Correct the host. For the mock, name it in MSAL’s knownAuthorities; the servers here do so by themselves.",
    place: null,
  },
  {
    code: 50059,
    title: "No tenant in the request",
    meaning:
      "An application that acts as itself does so in one tenant, and /common or /organizations names none.",
    cause: "The authority of a client credentials client ends in /common, as that of a sign-in may.",
    fix: "Put the tenant’s ID into the authority, in AZURE_TENANT_ID for instance.",
    place: places.tenant,
  },
  {
    code: 900561,
    title: "The endpoint does not take this method",
    meaning: "For instance, the token endpoint takes POST only.",
    cause: "The address was opened in a browser, or a redirect turned POST into GET.",
    fix: "Use the method that the message names.",
    place: null,
  },
  {
    code: 900144,
    title: "A parameter is missing",
    meaning: "The message names the parameter that the request has to contain.",
    cause:
      "The body was sent as JSON: Entra reads application/x-www-form-urlencoded only, and finds nothing.",
    fix: "Send a form with the parameter in it, or use MSAL.",
    place: null,
  },
  {
    code: 90100,
    title: "A parameter is empty, wrong or sent twice",
    meaning: "The message names the parameter.",
    cause:
      "The same parameter in the URL and in the body, a secret and an assertion together, or malformed claims.",
    fix: "Send each parameter once, and one kind of client credential.",
    place: null,
  },
  {
    code: 90023,
    title: "Unknown prompt",
    meaning: "prompt has to be login, none, consent or select_account.",
    cause: "A value of another provider, such as create or auto.",
    fix: "Leave prompt out, unless you need one of the four.",
    place: null,
  },
  {
    code: 501491,
    title: "code_challenge has the wrong length",
    meaning: "A PKCE challenge has 43 to 128 characters.",
    cause: "The challenge was encoded as hexadecimal or ordinary base64, or cut off.",
    fix: "Use base64url of the SHA-256 of the verifier: 43 characters. MSAL does it by itself.",
    place: null,
  },
  {
    code: 501471,
    title: "Unknown code_challenge_method",
    meaning: "It has to be S256 or plain.",
    cause: "s256 in lower case, or SHA-256.",
    fix: "Send code_challenge_method=S256.",
    place: null,
  },
  {
    code: 70007,
    title: "Unknown response_mode",
    meaning: "It has to be query, fragment or form_post.",
    cause: "A value of another provider, such as web_message.",
    fix: "Use form_post or query for servers; leave it out to get the default.",
    place: null,
  },
  {
    code: 70005,
    title: "Unknown response_type",
    meaning: "The response_type is none that Entra knows.",
    cause: "A typing mistake, or code with something beside it that is no token.",
    fix: "Use response_type=code.",
    place: null,
  },
  {
    code: 70003,
    title: "Unknown grant type",
    meaning: "grant_type is none that this endpoint takes.",
    cause:
      "A typing mistake, a flow that the mock leaves out (on-behalf-of, password), or a form with the wrong content type.",
    fix: "Use authorization_code, refresh_token, client_credentials or the device code grant.",
    place: null,
  },
  {
    code: 9002313,
    title: "The request cannot be read",
    meaning: "A code, a token or the whole body is not of the form that Entra hands out.",
    cause: "A code with its percent signs encoded twice, cut off at an ampersand, or made up.",
    fix: "Pass on what you received, unchanged, and encode it once.",
    place: null,
  },
  {
    code: 90033,
    title: "Entra has a passing problem",
    meaning: "Something failed inside the service. It is not about your request.",
    cause: "On the mock: a fault that somebody added on purpose.",
    fix: "Try again after a moment, with growing pauses and a little chance in them.",
    place: places.health,
  },
  {
    code: 90055,
    title: "Too many requests",
    meaning: "The tenant, the user or the application asked too often.",
    cause:
      "A token is fetched for each call instead of taken from the cache. On the mock: a fault that was added on purpose.",
    fix: "Wait as long as Retry-After says. Call acquireTokenSilent, which uses the cache, and keep one MSAL instance.",
    place: null,
  },
];
