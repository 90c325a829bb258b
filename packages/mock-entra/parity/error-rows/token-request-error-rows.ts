import type { ParityRow } from "../parity-row.ts";
import { codeReference, errorRow } from "./error-row.ts";

/** Errors of a request at the token endpoint. */
export const tokenRequestErrorRows: ParityRow[] = [
  errorRow({
    code: 500201,
    when: "a token is asked for at an endpoint of the first version",
    answer: "A token, or 400 `invalid_request` with this number for personal accounts",
    source: codeReference,
    ours: "left out: refused with this number for every account",
    breakIt: {
      file: "endpoints/version-1-left-out.ts",
      find: "throw aadsts.version1LeftOut();",
      replace: "throw aadsts.requestMalformed();",
    },
  }),
  errorRow({
    code: 500201,
    when: "a browser is sent to an endpoint of the first version",
    answer: "A sign-in page, or an error page with this number for personal accounts",
    source: codeReference,
    ours: "left out: an error page for every account",
    breakIt: {
      file: "endpoints/version-1-left-out.ts",
      find: "(isPage ? presentAsPage : presentAsJson)",
      replace: "(isPage ? presentAsJson : presentAsPage)",
    },
  }),
  errorRow({
    code: 90038,
    when: "a token is asked for in a national cloud",
    answer: "400 `invalid_request` for a tenant of another cloud",
    source: codeReference,
    ours: "same; a national cloud's own tenants are left out",
    breakIt: {
      file: "endpoints/national-cloud.ts",
      find: "throw aadsts.tenantOfAnotherCloud(",
      replace: "throw aadsts.applicationNotFound(",
    },
  }),
  errorRow({
    code: 50059,
    when: "an application asks for a token of its own at /common",
    answer: "400 `invalid_request`",
    source: "issue",
    ours: "same; older reports show a token without `oid` for a tenant that was not named",
    witness: {
      file: "test/client-credentials.test.ts",
      test: "at /common an application that acts as itself names no tenant, and gets no token",
    },
    breakIt: {
      file: "grants/client-credentials.ts",
      find: "if (isSharedSegment(exchange.tenantSegment)) throw aadsts.tenantNotNamed();",
      replace: "",
    },
  }),
  errorRow({
    code: 900561,
    when: "the token endpoint gets a GET request",
    answer: "400 `invalid_request`",
    source: codeReference,
    ours: "same; the HTTP status is unconfirmed",
    breakIt: {
      file: "http/answer-exchange.ts",
      find: "assertMethod(endpoint, exchange.request.method);",
      replace: "",
    },
  }),
  errorRow({
    code: 900144,
    when: "a parameter of a token request is missing",
    answer: "400 `invalid_request`",
    source: "capture",
    breakIt: {
      file: "http/read-form.ts",
      find: "if (value === undefined) throw aadsts.parameterMissing(name);",
      replace: 'if (value === undefined) return "";',
    },
  }),
  errorRow({
    code: 90100,
    when: "a parameter of a token request is there twice",
    answer: "400 `invalid_request`",
    source: "unconfirmed",
    breakIt: {
      file: "http/read-form.ts",
      find: "if (form.has(name)) throw aadsts.parameterInvalid(name);",
      replace: "",
    },
  }),
  errorRow({
    code: 70003,
    when: "the grant type does not exist",
    answer: "400 `unsupported_grant_type`",
    source: "capture",
    breakIt: {
      file: "endpoints/token.ts",
      find: "if (!grant) throw aadsts.grantTypeUnsupported(grantType);",
      replace: "",
    },
  }),
  errorRow({
    code: 9002313,
    when: "a code is redeemed that was never issued",
    answer: "400 `invalid_grant`",
    source: "capture",
    breakIt: {
      file: "grants/authorization-code.ts",
      find: "throw aadsts.requestMalformed();",
      replace: "throw aadsts.grantExpired();",
    },
  }),
];
