import { errorUri, describeError } from "../errors/describe-error.ts";
import { EntraError } from "../errors/entra-error.ts";
import { entraHeaders } from "../http/entra-headers.ts";
import type { Exchange } from "../http/exchange.ts";
import { formPostPage } from "../pages/form-post-page.ts";
import type { ReturnTo } from "./request-types.ts";

/** Sends the browser back to the application, in the requested way, with an unchanged `state`. */
export function returnToApplication(
  exchange: Exchange,
  returnTo: ReturnTo,
  parameters: Record<string, string>,
): Response {
  const { redirectUri, responseMode, rawState } = returnTo;
  if (responseMode === "form_post")
    return formPostPage(exchange, redirectUri, withState(parameters, rawState));
  const answer =
    new URLSearchParams(parameters).toString() + (rawState === undefined ? "" : `&state=${rawState}`);
  return new Response(null, {
    status: 302,
    headers: { ...entraHeaders(exchange), Location: joinAnswer(redirectUri, responseMode, answer) },
  });
}

function withState(parameters: Record<string, string>, rawState: string | undefined): [string, string][] {
  return [
    ...Object.entries(parameters),
    ...new URLSearchParams(rawState === undefined ? "" : `state=${rawState}`),
  ];
}

function joinAnswer(redirectUri: string, mode: "query" | "fragment", answer: string): string {
  if (mode === "fragment") return `${redirectUri}#${answer}`;
  return `${redirectUri}${redirectUri.includes("?") ? "&" : "?"}${answer}`;
}

/** Sends a refusal to the application, unless the user has to read it (RFC 6749 §4.1.2.1). */
export function returnError(
  exchange: Exchange,
  returnTo: ReturnTo,
  error: unknown,
  beside: Record<string, string> = {},
): Response {
  if (!(error instanceof EntraError) || error.details.onPage) throw error;
  const { code, error: name, redirectError, subcode, claims } = error.details;
  exchange.observed.error = code;
  return returnToApplication(exchange, returnTo, {
    ...beside,
    error: redirectError ?? name,
    ...(subcode === undefined ? {} : { error_subcode: subcode }),
    error_description: describeError(error, exchange),
    error_uri: errorUri(error, exchange),
    ...(claims === undefined ? {} : { claims }),
  });
}
