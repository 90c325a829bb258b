import type { ParityRow } from "../parity-row.ts";
import { codeReference, errorRow } from "./error-row.ts";

const catalogue = "errors/permission-errors.ts";
const requestedScopes = "authorize/requested-scopes.ts";

/** Errors of scopes, resources and consent. */
export const permissionErrorRows: ParityRow[] = [
  errorRow({
    code: 70011,
    when: "a scope has a character that no scope may have",
    answer: "400 `invalid_scope`",
    source: "capture",
    breakIt: {
      file: requestedScopes,
      find: String.raw`/[^\u0020\u0021\u0023-\u005B\u005D-\u007E]/u.test(scope)`,
      replace: "false",
    },
  }),
  errorRow({
    code: 70011,
    when: "an authorization request has a malformed scope",
    answer: "A redirect with `invalid_scope`",
    source: codeReference,
    breakIt: {
      file: catalogue,
      find: 'error: "invalid_scope", code: 70011',
      replace: 'error: "invalid_request", code: 70011',
    },
  }),
  errorRow({
    code: 28000,
    when: "scopes of two resources are asked for at once",
    answer: "400 `invalid_scope`",
    source: "capture",
    breakIt: {
      file: requestedScopes,
      find: "if (resources.size > 1) throw aadsts.severalResources(scope);",
      replace: "",
    },
  }),
  errorRow({
    code: 90009,
    when: "a refresh names no scope",
    answer: "400 `invalid_scope`",
    source: "capture",
    breakIt: {
      file: "grants/refresh-token.ts",
      find: '(form.has("resource") ? token.scopes.join(" ") : undefined)',
      replace: 'token.scopes.join(" ")',
    },
  }),
  errorRow({
    code: 650053,
    when: "a permission is asked for that the resource does not have",
    answer: "An error page",
    source: "issue",
    breakIt: { file: catalogue, find: "code: 650053, onPage: true", replace: "code: 650053" },
  }),
  errorRow({
    code: 500011,
    when: "a resource is asked for that is not in the tenant",
    answer: "400 `invalid_resource`",
    source: "capture",
    breakIt: {
      file: requestedScopes,
      find: "directory.findServicePrincipal(spelled);",
      replace: "directory.findServicePrincipal(spelled) ?? graphResource(directory);",
    },
  }),
  errorRow({
    code: 9010010,
    when: "an authorization request names a resource that its scopes are not of (RFC 8707)",
    answer: "A redirect with `invalid_target`",
    source: "issue",
    breakIt: {
      file: "authorize/authorize-request.ts",
      find: 'assertResourceMatches(form.get("resource"), scopes);',
      replace: "",
    },
  }),
  errorRow({
    code: 9010010,
    when: "a token request names a resource that its scopes are not of (RFC 8707)",
    answer: "400 `invalid_target`",
    source: "issue",
    breakIt: {
      file: "grants/authorization-code.ts",
      find: 'assertResourceMatches(form.get("resource"), scopes);',
      replace: "",
    },
  }),
  errorRow({
    code: 65001,
    when: "a refresh asks for a permission without consent",
    answer: "400 `invalid_grant` with `suberror` `consent_required`",
    source: "capture",
    breakIt: {
      file: catalogue,
      find: ' suberror: "consent_required",',
      replace: "",
    },
  }),
  errorRow({
    code: 90094,
    when: "a user asks for a permission that only an administrator can consent to",
    answer: "An error page",
    source: codeReference,
    breakIt: {
      file: "authorize/ask-for-consent.ts",
      find: "&& !mayConsentForAll) {",
      replace: "&& mayConsentForAll) {",
    },
  }),
  errorRow({
    code: 1002012,
    when: "an application acts for itself and asks for anything but `/.default`",
    answer: "400 `invalid_scope`",
    source: "capture",
    witness: {
      file: "test/client-credentials.test.ts",
      test: "the scope User.Read is refused: only /.default will do",
    },
    breakIt: {
      file: catalogue,
      find: '"invalid_scope", code: 1002012',
      replace: '"invalid_request", code: 1002012',
    },
  }),
  errorRow({
    code: 501051,
    when: "an application without a role asks for an API that requires assignment",
    answer: "400 `invalid_grant`",
    source: "issue",
    witness: {
      file: "test/client-credentials.test.ts",
      test: "an API that requires assignment refuses an application without one",
    },
    breakIt: {
      file: "grants/client-credentials.ts",
      find: "assertAssigned(request, principal, resource);",
      replace: "",
    },
  }),
  errorRow({
    code: 65001,
    when: "prompt=none needs consent",
    answer: "A redirect with `consent_required`",
    source: "unconfirmed",
    breakIt: { file: catalogue, find: ' redirectError: "consent_required",', replace: "" },
  }),
  errorRow({
    code: 90093,
    when: "a user who is no administrator opens the admin consent endpoint",
    answer: "An error page",
    source: codeReference,
    witness: {
      file: "test/admin-consent.test.ts",
      test: "the admin consent endpoint > anybody else is told that it takes an administrator",
    },
    breakIt: {
      file: "authorize/admin-consent.ts",
      find: "if (!isAdministrator(exchange.state.directory, user.id)) throw aadsts.administratorsOnly();",
      replace: "",
    },
  }),
  errorRow({
    code: 65004,
    when: "an administrator says no at the admin consent endpoint",
    answer: "A redirect with `consent_required`",
    source: "https://learn.microsoft.com/entra/identity-platform/v2-admin-consent",
    witness: {
      file: "test/admin-consent.test.ts",
      test: "the admin consent endpoint > an administrator's no goes back as consent_required",
    },
    breakIt: {
      file: "errors/sign-in-errors.ts",
      find: 'error: "consent_required", subcode: "cancel"',
      replace: 'error: "access_denied", subcode: "cancel"',
    },
  }),
];
