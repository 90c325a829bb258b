import { parseAuthorizeRequest, resolveReturnTo } from "../authorize/authorize-request.ts";
import type { AuthorizeRequest } from "../authorize/request-types.ts";
import { returnError } from "../authorize/authorize-response.ts";
import { completeSignIn } from "../authorize/complete-sign-in.ts";
import { continueAtHome } from "../authorize/home-realm.ts";
import { startInteraction } from "../authorize/interactions.ts";
import { currentSession, type CurrentSession, sessionElsewhere } from "../authorize/sessions.ts";
import { equalIgnoringCase } from "../directory/look-up.ts";
import { aadsts } from "../errors/aadsts-catalogue.ts";
import { type Endpoint, onFrontChannel } from "../http/endpoint.ts";
import { type Exchange, secondsOf } from "../http/exchange.ts";
import { formOf, rawParameter, readEncodedForm } from "../http/read-form.ts";
import { presentAsPage } from "../pages/error-page.ts";
import { userNameClaim } from "../tokens/guest-claims.ts";
import { loginHintOf } from "../tokens/subjects.ts";
import { signInPage } from "../pages/sign-in-page.ts";

/**
 * The address to which an application sends the browser to get a code (RFC 6749 §3.1, OpenID Connect Core
 * §3.1.2).
 */
export const authorizeEndpoint: Endpoint = {
  name: "authorize",
  urls: onFrontChannel("/:tenant/oauth2/v2.0/authorize"),
  methods: ["GET", "POST"],
  presentError: presentAsPage,
  respond: async (exchange) => {
    const encoded =
      exchange.request.method === "POST" ? await readEncodedForm(exchange) : exchange.url.search.slice(1);
    const form = formOf(new URLSearchParams(encoded));
    const returnTo = resolveReturnTo(exchange, form, rawParameter(encoded, "state"));
    try {
      return beginSignIn(exchange, parseAuthorizeRequest(exchange, form, returnTo, encoded));
    } catch (error) {
      return returnError(exchange, returnTo, error);
    }
  },
};

function beginSignIn(exchange: Exchange, request: AuthorizeRequest): Response {
  const session = currentSession(exchange);
  const mustAsk = request.prompt === "login" || request.prompt === "select_account";
  if (session && !mustAsk && isUsable(exchange, session, request))
    return completeSignIn(exchange, request, session);
  const elsewhere = mustAsk ? undefined : sessionElsewhere(exchange);
  if (elsewhere && isUsable({ ...exchange, state: elsewhere.home }, elsewhere.session, request))
    return continueAtHome(exchange, elsewhere.home, "authorize", request.encoded);
  if (request.prompt === "none") throw aadsts.sessionMissing();
  return signInPage(exchange, {
    interaction: startInteraction(exchange, { kind: "authorize", request }),
    applicationName: request.returnTo.application.displayName,
    userName: userNameOf(exchange, request.loginHint),
  });
}

function isUsable(exchange: Exchange, session: CurrentSession, request: AuthorizeRequest): boolean {
  return fitsHint(session, request.loginHint) && isFresh(exchange, session, request);
}

/** The name to fill in: the hint itself, or the name of the user that a `login_hint` claim refers to. */
function userNameOf({ state }: Exchange, hint: string | undefined): string | undefined {
  return state.directory.users.find((user) => loginHintOf(user) === hint)?.userPrincipalName ?? hint;
}

function fitsHint({ user }: CurrentSession, hint: string | undefined): boolean {
  if (hint === undefined || hint === loginHintOf(user)) return true;
  // MSAL sends the name of the account, which for a guest is the name at home.
  return [user.userPrincipalName, userNameClaim(user)].some((name) => equalIgnoringCase(name, hint));
}

/**
 * A claims challenge (`nbf`) or `max_age` can require a sign-in that is newer than the session. 0 always
 * requires one.
 */
function isFresh(exchange: Exchange, { signedIn }: CurrentSession, request: AuthorizeRequest): boolean {
  const { claims, maxAge } = request;
  const startedAt = exchange.state.signIns.get(signedIn.sessionId)?.startedAt ?? 0;
  const isYoung = maxAge === undefined || (maxAge > 0 && secondsOf(exchange) - startedAt <= maxAge);
  return startedAt >= claims.signedInSince && isYoung;
}
