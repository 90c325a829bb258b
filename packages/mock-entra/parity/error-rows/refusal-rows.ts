import type { ParityRow } from "../parity-row.ts";
import { codeReference } from "./error-row.ts";

function witness(test: string) {
  return { file: "test/error-table.test.ts", test };
}
const wrongSecret = witness("AADSTS7000215: the client secret is wrong");

/** The form of refusals. It is the same for all numbers. */
export const refusalRows: ParityRow[] = [
  {
    id: "refusal-description",
    feature: "`error_description`",
    entra:
      "`AADSTS`, number and sentence, then Trace ID, Correlation ID and Timestamp, with a space between the parts.",
    source: "capture",
    ours: "same",
    witness: wrongSecret,
    breakIt: { file: "errors/describe-error.ts", find: '.join(" ")', replace: '.join("\\r\\n")' },
  },
  {
    id: "refusal-timestamp",
    feature: "`timestamp`",
    entra: "`YYYY-MM-DD HH:MM:SSZ`, which is not quite ISO 8601.",
    source: "capture",
    ours: "same",
    witness: wrongSecret,
    breakIt: { file: "errors/describe-error.ts", find: '.replace("T", " ")', replace: "" },
  },
  {
    id: "refusal-codes",
    feature: "`error_codes`",
    entra: "The number once more, in a list.",
    source: "capture",
    ours: "same",
    witness: wrongSecret,
    breakIt: {
      file: "errors/describe-error.ts",
      find: "error_codes: [error.details.code]",
      replace: "error_codes: error.details.code",
    },
  },
  {
    id: "refusal-headers",
    feature: "Headers of a refusal",
    entra: "The same as of an answer; `x-ms-request-id` is the trace id of the body.",
    source: "capture",
    ours: "same",
    witness: wrongSecret,
    breakIt: {
      file: "http/entra-headers.ts",
      find: '"x-ms-request-id": exchange.traceId',
      replace: '"x-ms-request-id": exchange.correlationId',
    },
  },
  {
    id: "refusal-redirect",
    feature: "A refusal that goes back to the application",
    entra: "`error`, `error_description` and `error_uri`, and the `state` of the request.",
    source: codeReference,
    ours: "same",
    witness: witness("AADSTS50058: prompt=none finds no signed-in user"),
    breakIt: {
      file: "authorize/authorize-response.ts",
      find: "    error_uri: errorUri(error, exchange),\n",
      replace: "",
    },
  },
  {
    id: "refusal-page",
    feature: "A refusal on a page",
    entra: "The number with its sentence, and the ids that the support asks for.",
    source: "capture",
    ours: "same; the sentences around it are our own",
    witness: witness("AADSTS50011: the redirect URI is not registered"),
    breakIt: { file: "pages/error-page.ts", find: "<dd>${exchange.traceId}</dd>", replace: "<dd></dd>" },
  },
  {
    id: "grants-left-out",
    feature: "The password grant",
    entra: "Exists, with errors of its own (AADSTS50126).",
    source: "https://learn.microsoft.com/entra/identity-platform/v2-oauth-ropc",
    ours: "left out: refused with AADSTS70003",
    witness: witness("the grant password, which the mock leaves out, is refused as unsupported"),
    breakIt: {
      file: "endpoints/token.ts",
      find: '["client_credentials", clientCredentialsGrant],',
      replace: '["client_credentials", clientCredentialsGrant], ["password", clientCredentialsGrant],',
    },
  },
  {
    id: "hybrid-left-out",
    feature: "Implicit and hybrid answers",
    entra: "An id token or an access token in the redirect, where the registration allows it.",
    source: "https://learn.microsoft.com/entra/identity-platform/v2-oauth2-implicit-grant-flow",
    ours: "left out: refused with AADSTS700054 or AADSTS700051, as where they are not enabled",
    witness: witness("AADSTS700054: a hybrid answer is asked for where the registration allows it"),
    breakIt: {
      file: "authorize/authorize-request.ts",
      find: 'if (types.includes("id_token")) throw aadsts.idTokenNotEnabled();',
      replace: 'if (types.includes("code")) return;',
    },
  },
  {
    id: "first-party-resources-left-out",
    feature: "Microsoft's own APIs other than Graph",
    entra: "Tokens for Azure Resource Manager, Key Vault, Storage, Exchange, SharePoint …",
    source:
      "https://learn.microsoft.com/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in",
    ours: "left out: they are not in the tenant, which is AADSTS500011",
    witness: witness("AADSTS500011: a token is asked for a resource of Microsoft's other than Graph"),
    breakIt: { file: "errors/permission-errors.ts", find: "code: 500011", replace: "code: 500012" },
  },
  {
    id: "left-out-explained",
    feature: "The explanation of a number that stands for something left out",
    entra: "Microsoft's list of codes.",
    source: codeReference,
    ours: "says what the mock leaves out, under a heading of its own",
    witness: {
      file: "test/explanations.test.ts",
      test: "AADSTS70003 says that the mock leaves something out: resource owner password",
    },
    breakIt: {
      file: "portal/explanation-page.ts",
      find: "explanation.leftOut === undefined",
      replace: "explanation.fix !== undefined",
    },
  },
];
