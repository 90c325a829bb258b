import { witnessedBy } from "../witnessed-by.ts";

const headers = "http/entra-headers.ts";

const answerRows = witnessedBy("test/tokens.test.ts", [
  {
    id: "token-answer-members",
    feature: "What scopes add to the answer",
    entra: "id_token comes with openid, refresh_token with offline_access.",
    source: "https://learn.microsoft.com/entra/identity-platform/scopes-oidc",
    test: "without openid there is no id token, without offline_access no refresh token",
    breakIt: {
      file: "grants/issue-tokens.ts",
      find: '(scopes.asked.includes("openid") ? { id_token',
      replace: "(true ? { id_token",
    },
  },
  {
    id: "token-answer-headers",
    feature: "Headers of the token endpoint",
    entra: "Cache-Control no-store, no-cache; Pragma; x-ms-request-id; x-ms-ests-server.",
    source: "capture",
    ours: "same, but no Strict-Transport-Security: it would bind other servers on localhost",
    test: "the answer has Entra's headers, and client_info when asked",
    breakIt: { file: headers, find: '"no-store, no-cache"', replace: '"no-store"' },
  },
  {
    id: "token-answer-client-info",
    feature: "client_info",
    entra: "base64url of uid and utid, when the request says client_info=1.",
    source: "library",
    test: "the answer has Entra's headers, and client_info when asked",
    breakIt: { file: "grants/issue-tokens.ts", find: 'form.get("client_info") === "1"', replace: "true" },
  },
  {
    id: "access-token-lifetime",
    feature: "Lifetime of an access token for a user",
    entra: "Drawn at random from 60 to 90 minutes for each token.",
    source: "https://learn.microsoft.com/entra/identity-platform/access-tokens#token-lifetime",
    ours: "same, or what setLifetimes says",
    test: "an access token lives 60 to 90 minutes, or as long as the application is given",
    breakIt: {
      file: "state/lifetimes.ts",
      find: "hour + Math.floor(random() * (hour / 2))",
      replace: "hour",
    },
  },
]);

const requestRows = witnessedBy("test/token-request-errors.test.ts", [
  {
    id: "token-request-encoding",
    feature: "A JSON body",
    entra: "Counts as no parameters: the first one is missing.",
    source: "capture",
    test: "a JSON body counts as no parameters at all",
    breakIt: {
      file: "http/read-form.ts",
      find: 'if (type !== formType) return "";',
      replace: "if (type !== formType) throw aadsts.requestMalformed();",
    },
  },
  {
    id: "token-request-repeated",
    feature: "A repeated parameter",
    entra: "Refused (RFC 6749 §3.1); by which code is not known.",
    source: "unconfirmed",
    ours: "90100",
    test: "a repeated parameter is refused",
    breakIt: {
      file: "http/read-form.ts",
      find: "if (form.has(name)) throw aadsts.parameterInvalid(name);",
      replace: "",
    },
  },
  {
    id: "token-request-correlation",
    feature: "client-request-id",
    entra: "In the body always; as a header when return-client-request-id asks for it.",
    source: "capture",
    test: "the caller's correlation id comes back, in the body always and as a header on request",
    breakIt: { file: headers, find: "...(wantsEcho(exchange) ?", replace: "...(!wantsEcho(exchange) ?" },
  },
  {
    id: "token-request-method",
    feature: "GET at the token endpoint",
    entra: "900561.",
    source: "https://learn.microsoft.com/entra/identity-platform/reference-error-codes",
    ours: "400, which is unconfirmed",
    test: "the token endpoint refuses GET",
    breakIt: { file: "endpoints/token.ts", find: 'methods: ["POST"]', replace: 'methods: ["POST", "GET"]' },
  },
]);

const msalRows = witnessedBy("test/msal-flows.test.ts", [
  {
    id: "msal-code",
    feature: "MSAL redeems a code",
    entra: "The account, its homeAccountId and the id token's claims are MSAL's to build.",
    source: "library",
    test: "unmodified MSAL, served > a confidential client redeems a code for the signed-in user's tokens",
    breakIt: { file: "tokens/client-info.ts", find: "utid: account.home", replace: "tid: account.home" },
  },
]);

export const answerAndRequestRows = [...answerRows, ...requestRows, ...msalRows];
