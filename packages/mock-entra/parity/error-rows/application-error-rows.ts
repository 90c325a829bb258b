import type { ParityRow } from "../parity-row.ts";
import { codeReference, errorRow } from "./error-row.ts";

const catalogue = "errors/application-errors.ts";
const clientAuthentication = "grants/client-authentication.ts";
const redirectUri = "authorize/redirect-uri.ts";
const invalidClient = "401 `invalid_client`";

const identityRows: ParityRow[] = [
  errorRow({
    code: 700016,
    when: "a token is asked for by an application that is not in the tenant",
    answer: "400 `unauthorized_client`",
    source: "capture",
    breakIt: {
      file: catalogue,
      find: "...unauthorizedClient, code: 700016",
      replace: "...invalidClient, code: 700016",
    },
  }),
  errorRow({
    code: 700016,
    when: "a browser comes from an application that is not in the tenant",
    answer: "An error page",
    source: codeReference,
    breakIt: {
      file: "authorize/resolve-client.ts",
      find: "throw aadsts.applicationNotFound(appId, tenant.displayName)",
      replace: "throw aadsts.applicationIdIsZero(appId)",
    },
  }),
  errorRow({
    code: 700038,
    when: "a token is asked for by the zero GUID",
    answer: "400 `unauthorized_client`",
    source: "capture",
    breakIt: {
      file: "authorize/resolve-client.ts",
      find: "if (appId === zeroGuid) throw aadsts.applicationIdIsZero(appId);",
      replace: "",
    },
  }),
];

const replyAddressRows: ParityRow[] = [
  errorRow({
    code: 500113,
    when: "the application has no redirect URI, for the portal's field was left blank",
    answer: "An error page",
    source: "issue",
    breakIt: {
      file: redirectUri,
      find: "if (registered.length === 0) throw aadsts.noReplyAddressRegistered();",
      replace: "",
    },
  }),
  errorRow({
    code: 900971,
    when: "an authorization request names no redirect URI",
    answer: "An error page",
    source: codeReference,
    breakIt: {
      file: redirectUri,
      find: "throw aadsts.noReplyAddressProvided();",
      replace: 'throw aadsts.parameterMissing("redirect_uri");',
    },
  }),
  errorRow({
    code: 50011,
    when: "the redirect URI is not registered",
    answer: "An error page",
    source: codeReference,
    breakIt: { file: redirectUri, find: "registered === requested ||", replace: "true ||" },
  }),
  errorRow({
    code: 500112,
    when: "a code is redeemed with another redirect URI than the sign-in's",
    answer: invalidClient,
    source: "unconfirmed",
    breakIt: {
      file: "grants/authorization-code.ts",
      find: 'if (required(form, "redirect_uri") !== code.redirectUri) throw aadsts.redirectUriChanged();',
      replace: "",
    },
  }),
];

const secretRows: ParityRow[] = [
  errorRow({
    code: 7000215,
    when: "the client secret is wrong",
    answer: invalidClient,
    source: "capture",
    breakIt: {
      file: clientAuthentication,
      find: "if (!credential) throw aadsts.secretInvalid(appId);",
      replace: "if (!credential) return;",
    },
  }),
  errorRow({
    code: 7000222,
    when: "the client secret has expired",
    answer: invalidClient,
    source: "capture",
    breakIt: {
      file: clientAuthentication,
      find: "if (new Date(credential.endDateTime) <= at) throw aadsts.secretExpired(appId);",
      replace: "",
    },
  }),
  errorRow({
    code: 7000218,
    when: "a confidential client sends no secret",
    answer: invalidClient,
    source: "capture",
    breakIt: {
      file: clientAuthentication,
      find: "if (client.secret === undefined) throw aadsts.secretMissing();",
      replace: 'if (client.secret === undefined) return "0";',
    },
  }),
  errorRow({
    code: 7000218,
    when: "a device polls for an application that does not allow public client flows",
    answer: invalidClient,
    source: "capture",
    breakIt: {
      file: clientAuthentication,
      find: "platform === undefined ? isFallbackPublicClient :",
      replace: "platform === undefined ? true :",
    },
  }),
  errorRow({
    code: 700025,
    when: "a public client sends a secret",
    answer: invalidClient,
    source: "capture",
    breakIt: {
      file: clientAuthentication,
      find: "if (offersProof) throw aadsts.publicClientSentSecret();",
      replace: "",
    },
  }),
  errorRow({
    code: 7000229,
    when: "an application acts for itself, and has no service principal in the tenant",
    answer: invalidClient,
    source: "issue",
    witness: {
      file: "test/client-credentials.test.ts",
      test: "an application without a service principal in the tenant is refused",
    },
    breakIt: {
      file: catalogue,
      find: "...invalidClient, code: 7000229",
      replace: "...unauthorizedClient, code: 7000229",
    },
  }),
];

const singlePageRows: ParityRow[] = [
  errorRow({
    code: 9002327,
    when: "a single-page application's code is redeemed outside a browser",
    answer: "400 `invalid_request`",
    source: "capture",
    breakIt: {
      file: "grants/grant-checks.ts",
      find: 'if (platform === "spa" && origin === null) throw aadsts.spaCrossOriginOnly();',
      replace: "",
    },
  }),
  errorRow({
    code: 9002326,
    when: "a server's code is redeemed by a browser",
    answer: "400 `invalid_request`",
    source: "capture",
    breakIt: {
      file: "grants/grant-checks.ts",
      find: 'if (platform !== "spa" && origin !== null) throw aadsts.crossOriginSpaOnly(origin);',
      replace: "",
    },
  }),
  errorRow({
    code: 9002325,
    when: "a single-page application redeems a code without PKCE",
    answer: "400 `invalid_request`",
    source: "issue",
    breakIt: {
      file: "grants/authorization-code.ts",
      find: 'if (code.platform === "spa" && !code.challenge) throw aadsts.spaNeedsChallenge();',
      replace: "",
    },
  }),
];

/** Errors of the application, its redirect URI and its credential. */
export const applicationErrorRows: ParityRow[] = [
  ...identityRows,
  ...replyAddressRows,
  ...secretRows,
  ...singlePageRows,
];
