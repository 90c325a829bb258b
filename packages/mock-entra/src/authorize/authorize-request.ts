import { parseClaimsRequest } from "../conditional-access/claims-request.ts";
import { aadsts } from "../errors/aadsts-catalogue.ts";
import type { Exchange } from "../http/exchange.ts";
import { type Form, required } from "../http/read-form.ts";
import { resolveClient } from "./resolve-client.ts";
import { parseChallenge } from "./pkce.ts";
import { resolveReplyAddress } from "./redirect-uri.ts";
import { type AuthorizeRequest, prompts, responseModes, type ReturnTo } from "./request-types.ts";
import { assertResourceMatches, parseScopes } from "./requested-scopes.ts";

/** @throws EntraError; show these errors on a page, and never send them to the requested address. */
export function resolveReturnTo(exchange: Exchange, form: Form, rawState: string | undefined): ReturnTo {
  const { application, tenant } = resolveClient(exchange, required(form, "client_id"));
  const address = resolveReplyAddress(application, form.get("redirect_uri"));
  const mode = form.get("response_mode") ?? "query";
  const responseMode = responseModes.find((known) => known === mode);
  if (!responseMode) throw aadsts.responseModeUnsupported(mode);
  return { ...address, responseMode, rawState, application, tenant };
}

/** @throws EntraError; its errors go back to the application. */
export function parseAuthorizeRequest(
  exchange: Exchange,
  form: Form,
  returnTo: ReturnTo,
  encoded: string,
): AuthorizeRequest {
  assertResponseType(required(form, "response_type"));
  const { application, tenant } = returnTo;
  const scopes = parseScopes(exchange.state, required(form, "scope"), application, tenant);
  assertResourceMatches(form.get("resource"), scopes);
  return {
    returnTo,
    scopes,
    prompt: parsePrompt(form.get("prompt")),
    loginHint: form.get("login_hint"),
    claims: parseClaimsRequest(form.get("claims")),
    nonce: form.get("nonce"),
    maxAge: parseMaxAge(form.get("max_age")),
    challenge: parseChallenge(form),
    wantsClientInfo: form.get("client_info") === "1",
    encoded,
  };
}

/** Implicit and hybrid answers have to be enabled in each application. No application here does this. */
function assertResponseType(type: string): void {
  const types = type.split(" ");
  if (type === "code") return;
  if (types.includes("token")) throw aadsts.tokenNotEnabled();
  if (types.includes("id_token")) throw aadsts.idTokenNotEnabled();
  throw aadsts.responseTypeUnsupported(type);
}

function parsePrompt(prompt: string | undefined): AuthorizeRequest["prompt"] {
  if (prompt === undefined) return undefined;
  const known = prompts.find((candidate) => candidate === prompt);
  if (!known) throw aadsts.promptUnsupported();
  return known;
}

/** Entra's refusal for a value that is not a number of seconds is unconfirmed. */
function parseMaxAge(seconds: string | undefined): number | undefined {
  if (seconds === undefined) return undefined;
  if (!/^\d{1,9}$/u.test(seconds)) throw aadsts.parameterInvalid("max_age");
  return Number(seconds);
}
