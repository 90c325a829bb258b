import { type ClaimsRequest, parseClaimsRequest } from "../conditional-access/claims-request.ts";
import type { Application, Tenant } from "../directory/types.ts";
import { aadsts } from "../errors/aadsts-catalogue.ts";
import type { Exchange } from "../http/exchange.ts";
import { type Form, required } from "../http/read-form.ts";
import { findApplication } from "./find-application.ts";
import { type ReplyAddress, resolveReplyAddress } from "./redirect-uri.ts";
import { assertResourceMatches, parseScopes, type RequestedScopes } from "./requested-scopes.ts";

const responseModes = ["query", "fragment", "form_post"] as const;
type ResponseMode = (typeof responseModes)[number];

const prompts = ["login", "none", "consent", "select_account"] as const;
type Prompt = (typeof prompts)[number];

/** Where the answer goes. Once this is known, errors travel there too. */
export type ReturnTo = ReplyAddress & {
  responseMode: ResponseMode;
  /** Exactly as encoded in the query, so that it goes back byte for byte; `undefined` when none came. */
  rawState: string | undefined;
  application: Application;
  tenant: Tenant;
};

export type AuthorizeRequest = {
  returnTo: ReturnTo;
  scopes: RequestedScopes;
  prompt: Prompt | undefined;
  loginHint: string | undefined;
  claims: ClaimsRequest;
  nonce: string | undefined;
  challenge: { value: string; method: "S256" | "plain" } | undefined;
  /** `client_info=1`: MSAL wants to know the account with the code. */
  wantsClientInfo: boolean;
};

/** @throws EntraError; its errors belong on a page, never at the requested address. */
export const resolveReturnTo = (exchange: Exchange, form: Form, rawState: string | undefined): ReturnTo => {
  const { application, tenant } = findApplication(exchange, required(form, "client_id"));
  const address = resolveReplyAddress(application, form.get("redirect_uri"));
  const mode = form.get("response_mode") ?? "query";
  const responseMode = responseModes.find((known) => known === mode);
  if (!responseMode) throw aadsts.responseModeUnsupported(mode);
  return { ...address, responseMode, rawState, application, tenant };
};

/** @throws EntraError; its errors go back to the application. */
export const parseAuthorizeRequest = (
  exchange: Exchange,
  form: Form,
  returnTo: ReturnTo,
): AuthorizeRequest => {
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
    challenge: parseChallenge(form),
    wantsClientInfo: form.get("client_info") === "1",
  };
};

/** Implicit and hybrid answers have to be switched on per application, which no application here does. */
const assertResponseType = (type: string): void => {
  const types = type.split(" ");
  if (type === "code") return;
  if (types.includes("token")) throw aadsts.tokenNotEnabled();
  if (types.includes("id_token")) throw aadsts.idTokenNotEnabled();
  throw aadsts.responseTypeUnsupported(type);
};

const parsePrompt = (prompt: string | undefined): Prompt | undefined => {
  if (prompt === undefined) return undefined;
  const known = prompts.find((candidate) => candidate === prompt);
  if (!known) throw aadsts.promptUnsupported();
  return known;
};

/** RFC 7636 §4.2 and §4.3: 43 to 128 unreserved characters, and `plain` when no method is named. */
const parseChallenge = (form: Form): AuthorizeRequest["challenge"] => {
  const value = form.get("code_challenge");
  if (value === undefined) return undefined;
  const method = form.get("code_challenge_method") ?? "plain";
  if (method !== "S256" && method !== "plain") throw aadsts.challengeMethodUnsupported();
  if (!/^[\w.~-]{43,128}$/u.test(value)) throw aadsts.challengeMalformed();
  return { value, method };
};
