import { witnessedBy } from "../witnessed-by.ts";

const grant = "grants/refresh-token.ts";
const page = "https://learn.microsoft.com/entra/identity-platform/refresh-tokens";

const wireRows = witnessedBy("test/refresh-token-errors.test.ts", [
  {
    id: "refresh-reuse",
    feature: "A used refresh token",
    entra: "Stays valid; each use brings another one.",
    source: page,
    test: "a used refresh token stays valid, and each use brings a new one",
    breakIt: { file: "state/refresh-token-rotation.ts", find: '= "entra")', replace: '= "strict")' },
  },
  {
    id: "refresh-lifetime",
    feature: "Lifetime of a refresh token",
    entra: "90 days of inactivity.",
    source: page,
    ours: "same, or what setLifetimes says",
    test: "a refresh token expires after 90 days, or after what the application is given",
    breakIt: {
      file: "state/lifetimes.ts",
      find: "refreshTokenSeconds: 90 * 24 * hour",
      replace: "refreshTokenSeconds: 900 * 24 * hour",
    },
  },
  {
    id: "refresh-revoked-and-expired",
    feature: "Unknown, revoked and expired refresh tokens",
    entra: "9002313, 50173, and 700082 with suberror bad_token.",
    source: "capture",
    test: "refresh tokens: unknown, expired and revoked ones are told apart",
    breakIt: {
      file: "errors/grant-errors.ts",
      find: 'suberror: "bad_token", code: 700082',
      replace: "code: 700082",
    },
  },
  {
    id: "refresh-without-scope",
    feature: "Refresh without a scope",
    entra: "90009: the application asks for itself.",
    source: "capture",
    test: "a refresh without scope is a request for itself",
    breakIt: {
      file: grant,
      find: "if (scope === undefined) throw aadsts.tokenForItself(application.appId);",
      replace: "if (scope === undefined) throw aadsts.requestMalformed();",
    },
  },
  {
    id: "refresh-new-permission",
    feature: "Refresh for a permission without consent",
    entra: "65001 with suberror consent_required.",
    source: "capture",
    test: "a refresh for a permission without consent asks for consent",
    breakIt: { file: grant, find: "  assertConsent(request, user.id, scopes);\n", replace: "" },
  },
  {
    id: "refresh-resource",
    feature: "RFC 8707 resource at the token endpoint",
    entra: "Has to be the resource of the scopes, else 9010010.",
    source: "issue",
    test: "a resource parameter that is not the scopes' resource is refused (RFC 8707)",
    breakIt: {
      file: "grants/authorization-code.ts",
      find: '  assertResourceMatches(form.get("resource"), scopes);\n',
      replace: "",
    },
  },
]);

/** Behaviour that Entra does not have. */
const strictRows = witnessedBy("test/refresh-token-rotation.test.ts", [
  {
    id: "refresh-strict",
    feature: "Strict rotation of refresh tokens",
    entra: "Does not exist.",
    source: page,
    ours: "an option: a refresh token works once, a second use is refused with 50173 (unconfirmed)",
    test: "strict: of eight uses at once exactly one wins",
    breakIt: {
      file: grant,
      find: "  token.spent =",
      replace: "  await new Promise((resolve) => setTimeout(resolve, 50));\n  token.spent =",
    },
  },
  {
    id: "refresh-strict-family",
    feature: "Strict rotation: a stolen refresh token",
    entra: "Does not exist.",
    source: page,
    ours: "the second use ends the successors as well (RFC 9700 §4.14.2)",
    test: "strict: a stolen token that is used again ends its successors, and no other sign-in",
    breakIt: {
      file: grant,
      find: "if (token.family === family) token.killed",
      replace: "token.killed",
    },
  },
]);

const msalRows = witnessedBy("test/msal-flows.test.ts", [
  {
    id: "msal-refresh",
    feature: "MSAL's silent refresh",
    entra: "Works again and again: MSAL keeps the refresh token to itself.",
    source: "library",
    test: "unmodified MSAL, served > the silent refresh gets a new access token, again and again",
    breakIt: {
      file: "grants/issue-tokens.ts",
      find: 'scopes.asked.includes("offline_access")',
      replace: 'scopes.asked.includes("offline-access")',
    },
  },
  {
    id: "msal-bad-token",
    feature: "MSAL with an expired refresh token",
    entra: "InteractionRequiredAuthError, for the suberror is bad_token.",
    source: "library",
    test: "unmodified MSAL, in process > an expired refresh token surfaces in MSAL as a need for interaction",
    breakIt: {
      file: "errors/describe-error.ts",
      find: "{ suberror: error.details.suberror }",
      replace: "{ sub_error: error.details.suberror }",
    },
  },
]);

export const refreshRows = [...wireRows, ...strictRows, ...msalRows];
