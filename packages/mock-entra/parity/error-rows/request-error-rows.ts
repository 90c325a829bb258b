import type { ParityRow } from "../parity-row.ts";
import { codeReference, errorRow } from "./error-row.ts";
import { tokenRequestErrorRows } from "./token-request-error-rows.ts";

const authorizeRequest = "authorize/authorize-request.ts";
const catalogue = "errors/request-errors.ts";
const page = "An error page";

const tenantRows: ParityRow[] = [
  errorRow({
    code: 90002,
    when: "a browser is sent to a tenant that does not exist",
    answer: page,
    source: codeReference,
    breakIt: {
      file: "authorize/resolve-tenant.ts",
      find: "throw isWellFormed ?",
      replace: "throw !isWellFormed ?",
    },
  }),
  errorRow({
    code: 90002,
    when: "the tenant of a token request does not exist",
    answer: "400 `invalid_request`",
    source: "capture",
    breakIt: {
      file: catalogue,
      find: "...invalidRequest, code: 90002 }",
      replace: "...invalidGrant, code: 90002 }",
    },
  }),
  errorRow({
    code: 900023,
    when: "the tenant of a token request is no GUID and no domain",
    answer: "400 `invalid_request`",
    source: "issue",
    breakIt: {
      file: "authorize/resolve-tenant.ts",
      find: String.raw`/^[a-z\d-]+(\.[a-z\d-]+)+$/u`,
      replace: "/./u",
    },
  }),
  errorRow({
    code: 50194,
    when: "a browser is sent to /common for a single-tenant application",
    answer: page,
    source: codeReference,
    breakIt: {
      file: "authorize/resolve-tenant.ts",
      find: 'signInAudience === "AzureADMyOrg"',
      replace: 'signInAudience === "PersonalMicrosoftAccount"',
    },
  }),
  errorRow({
    code: 50194,
    when: "a token request goes to /common for a single-tenant application",
    answer: "400 `invalid_request`",
    source: codeReference,
    breakIt: {
      file: "authorize/resolve-client.ts",
      find: "assertAudience(application, tenantSegment);",
      replace: "",
    },
  }),
  errorRow({
    code: 9002332,
    when: "a browser is sent to /consumers for an application of work accounts",
    answer: page,
    source: codeReference,
    breakIt: {
      file: "authorize/resolve-tenant.ts",
      find: '!signInAudience.includes("Personal")',
      replace: 'signInAudience.includes("Personal")',
    },
  }),
  errorRow({
    code: 9002331,
    when: "a browser is sent to /organizations for an application of personal accounts",
    answer: page,
    source: "issue",
    ours: "same; `invalid_request` at the token endpoint is unconfirmed",
    breakIt: {
      file: "authorize/resolve-tenant.ts",
      find: 'if (signInAudience === "PersonalMicrosoftAccount") throw',
      replace: "if (false) throw",
    },
  }),
  errorRow({
    code: 9002332,
    when: "a token request goes to /consumers for an application of work accounts",
    answer: "400 `invalid_request`",
    source: codeReference,
    breakIt: {
      file: catalogue,
      find: "...invalidRequest, code: 9002332",
      replace: "...invalidGrant, code: 9002332",
    },
  }),
  errorRow({
    code: 50049,
    when: "a library asks about a host that is not Entra's",
    answer: "400 `invalid_instance`",
    source: codeReference,
    breakIt: { file: catalogue, find: '"invalid_instance"', replace: '"invalid_request"' },
  }),
];

const authorizeRows: ParityRow[] = [
  errorRow({
    code: 900144,
    when: "an authorization request names no client",
    answer: page,
    source: codeReference,
    breakIt: {
      file: authorizeRequest,
      find: 'required(form, "client_id")',
      replace: 'form.get("client_id") ?? ""',
    },
  }),
  errorRow({
    code: 900144,
    when: "an authorization request has no response type",
    answer: "A redirect with `invalid_request`",
    source: codeReference,
    breakIt: {
      file: authorizeRequest,
      find: 'required(form, "response_type")',
      replace: 'form.get("response_type") ?? "code"',
    },
  }),
  errorRow({
    code: 70007,
    when: "an authorization request asks for an unknown response mode",
    answer: page,
    source: codeReference,
    breakIt: {
      file: authorizeRequest,
      find: "responseModes.find((known) => known === mode)",
      replace: 'responseModes.find((known) => known === mode) ?? "query"',
    },
  }),
  errorRow({
    code: 70005,
    when: "an authorization request asks for an unknown response type",
    answer: "A redirect with `unsupported_response_type`",
    source: codeReference,
    breakIt: { file: authorizeRequest, find: "throw aadsts.responseTypeUnsupported(type);", replace: "" },
  }),
  errorRow({
    code: 700054,
    when: "an implicit id token is asked for and not enabled",
    answer: "A redirect with `unsupported_response_type`",
    source: codeReference,
    breakIt: {
      file: authorizeRequest,
      find: 'if (types.includes("id_token")) throw aadsts.idTokenNotEnabled();',
      replace: "",
    },
  }),
  errorRow({
    code: 700051,
    when: "an implicit access token is asked for and not enabled",
    answer: "A redirect with `unsupported_response_type`",
    source: "issue",
    breakIt: {
      file: authorizeRequest,
      find: 'if (types.includes("token")) throw aadsts.tokenNotEnabled();',
      replace: "",
    },
  }),
  errorRow({
    code: 90023,
    when: "prompt has a value that does not exist",
    answer: "A redirect with `invalid_request`",
    source: codeReference,
    breakIt: { file: authorizeRequest, find: "if (!known) throw aadsts.promptUnsupported();", replace: "" },
  }),
  errorRow({
    code: 501491,
    when: "the code challenge is too short",
    answer: "A redirect with `invalid_request`",
    source: codeReference,
    breakIt: { file: "authorize/pkce.ts", find: "{43,128}", replace: "+" },
  }),
  errorRow({
    code: 501471,
    when: "the code challenge has an unknown method",
    answer: "A redirect with `invalid_request`",
    source: "unconfirmed",
    breakIt: {
      file: "authorize/pkce.ts",
      find: 'if (method !== "S256" && method !== "plain") throw',
      replace: 'if (method === "") throw',
    },
  }),
];

/** Errors of the tenant, the endpoint or a parameter. */
export const requestErrorRows: ParityRow[] = [...tenantRows, ...authorizeRows, ...tokenRequestErrorRows];
