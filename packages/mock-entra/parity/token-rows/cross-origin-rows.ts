import { witnessedBy } from "../witnessed-by.ts";

const codeFlow =
  "https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow#redirect-uris-for-single-page-apps-spas";
const cors = "http/cors.ts";
const token = "endpoints/token.ts";
const graph = "endpoints/graph/graph-endpoints.ts";

function reading(test: string): string {
  return `what a page of another origin may read > ${test}`;
}

/** Cross-origin resource sharing: what a single-page application can do from its own origin. */
export const crossOriginRows = witnessedBy("test/cross-origin.test.ts", [
  {
    id: "cors-discovery",
    feature: "CORS: discovery and keys",
    entra: "Shared with every origin: msal-browser and oidc-client-ts fetch them.",
    source: "library",
    ours: "`Access-Control-Allow-Origin: *`, with or without an `Origin`; the exact headers are unconfirmed",
    test: reading(
      "discovery and keys, with or without an Origin: https://login.microsoftonline.com/7e4a1b2c-3d4e-4f5a-8b6c-0123456789ab/discovery/v2.0/keys",
    ),
    breakIt: { file: "endpoints/jwks.ts", find: "  cors: sharedWithEveryone,\n", replace: "" },
  },
  {
    id: "cors-token",
    feature: "CORS: tokens of a single-page application",
    entra: "`*`, `POST, OPTIONS`, and the exposed headers of which msal-browser reads its request id.",
    source: "capture",
    test: reading("the tokens of a single-page application, and the headers that msal-browser reads"),
    breakIt: { file: token, find: '"x-ms-request-id", "x-ms-srs"', replace: '"x-ms-srs"' },
  },
  {
    id: "cors-token-refusal",
    feature: "CORS: why a single-page application is refused",
    entra: "Readable: msal-browser decides by the error what to do next.",
    source: "library",
    test: reading("why a single-page application is refused"),
    breakIt: {
      file: "http/answer-exchange.ts",
      find: "  if (cors) shareAcrossOrigins(",
      replace: "  if (cors && response.ok) shareAcrossOrigins(",
    },
  },
  {
    id: "cors-token-other",
    feature: "CORS: the token endpoint and every other client",
    entra:
      "No `Access-Control-Allow-Origin`: the browser reports that, while AADSTS9002326 is in the answer.",
    source: codeFlow,
    test: reading(
      "not why another client is refused: AADSTS9002326 is in the answer, and the browser keeps it",
    ),
    breakIt: {
      file: token,
      find: "!isRefusedAsForeign && !isOther",
      replace: "true",
    },
  },
  {
    id: "cors-token-unknown",
    feature: "CORS: the token endpoint before it knows the client",
    entra: "Not documented.",
    source: "unconfirmed",
    ours: "readable for a script, unless the client turns out to have no single-page application's redirect URI",
    test: reading("not the answers to a client that has no single-page application's redirect URI"),
    breakIt: { file: token, find: "application.spa.redirectUris.length === 0", replace: "false" },
  },
  {
    id: "cors-graph",
    feature: "CORS: Microsoft Graph",
    entra: "`*` for every caller that sends an `Origin`, with a list of exposed headers, refusals included.",
    source: "https://github.com/dotnet/dev-proxy",
    test: reading("Graph's answers and refusals, for every caller that sends an Origin"),
    breakIt: { file: graph, find: '    "Retry-After",\n', replace: "" },
  },
  {
    id: "cors-preflight",
    feature: "CORS: preflight",
    entra: "OPTIONS is answered where scripts may read; status and headers are not documented.",
    source: "unconfirmed",
    ours: "200 with `*`, the methods and whatever headers are asked for",
    test: reading("a preflight is answered, and lets the headers through that it asks for"),
    breakIt: { file: cors, find: '"Access-Control-Allow-Headers": wanted', replace: "" },
  },
  {
    id: "cors-pages",
    feature: "CORS: sign-in pages",
    entra: "None: an interactive sign-in is no request for a script.",
    source:
      "https://learn.microsoft.com/troubleshoot/entra/entra-id/app-integration/troubleshoot-cross-origin-resource-sharing-issues",
    test: reading("no page of the sign-in, and no device code"),
    breakIt: {
      file: "http/answer-exchange.ts",
      find: "  const { cors, methods } = endpoint;",
      replace: "  const { cors = { exposedHeaders: [], isShared: () => true }, methods } = endpoint;",
    },
  },
  {
    id: "cors-methods-named",
    feature: "AADSTS900561 names the methods",
    entra: "OPTIONS is among them at the token endpoint, and nowhere where it is refused.",
    source: "issue",
    test: reading("a method that is refused is not among those that the refusal names"),
    breakIt: { file: cors, find: '...(cors ? ["OPTIONS"] : [])', replace: '"OPTIONS"' },
  },
  {
    id: "spa-forgotten-code",
    feature: "A single-page application's code that is unknown",
    entra: "`invalid_grant`, and no secret is asked for.",
    source: "https://learn.microsoft.com/entra/identity-platform/reference-error-codes",
    ours: "`invalid_grant` with AADSTS9002313; the number is unconfirmed",
    test: reading(
      "a code of a single-page application that is forgotten is invalid_grant, and no secret is asked for",
    ),
    breakIt: {
      file: "grants/authorization-code.ts",
      find: "code?.platform ?? fallbackPlatform(request)",
      replace: 'code?.platform ?? "web"',
    },
  },
  {
    id: "spa-forgotten-refresh-token",
    feature: "A single-page application's refresh token that is unknown",
    entra: "`invalid_grant`, and no secret is asked for.",
    source: "https://learn.microsoft.com/entra/identity-platform/reference-error-codes",
    ours: "`invalid_grant` with AADSTS9002313; the number is unconfirmed",
    test: reading(
      "a refresh_token of a single-page application that is forgotten is invalid_grant, and no secret is asked for",
    ),
    breakIt: {
      file: "grants/refresh-token.ts",
      find: "token?.platform ?? fallbackPlatform(request)",
      replace: 'token?.platform ?? "web"',
    },
  },
  {
    id: "spa-and-web-forgotten-token",
    feature: "The same where the application also has a web platform",
    entra: "Not documented.",
    source: "unconfirmed",
    ours: "the `Origin` header tells which of the two has asked",
    test: reading(
      "a confidential client that has a page as well is asked for its secret, unless its page asks",
    ),
    breakIt: {
      file: "grants/grant-checks.ts",
      find: "(isFromBrowser || web.redirectUris.length === 0)",
      replace: "web.redirectUris.length === 0",
    },
  },
  {
    id: "cors-commands",
    feature: "CORS: the mock's own commands and portal",
    entra: "There are none.",
    source: "unconfirmed",
    ours: "never shared with another origin, and no preflight is answered",
    test: "served > no page of another origin may read /_mock/trace, nor ask whether it may",
    breakIt: {
      file: "server/control-api.ts",
      find: "return Response.json({ error: message }, { status, headers });",
      replace:
        'return Response.json({ error: message }, { status, headers: { ...headers, "Access-Control-Allow-Origin": "*" } });',
    },
  },
]);
