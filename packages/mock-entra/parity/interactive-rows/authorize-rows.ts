import { witnessedBy } from "../witnessed-by.ts";

const flow = "https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow";
const replyUrl = "https://learn.microsoft.com/entra/identity-platform/reply-url";

/** The addresses for answers and errors. */
export const authorizeRows = [
  ...witnessedBy("test/authorize.test.ts", [
    {
      id: "authorize-response-query",
      feature: "response_mode=query",
      entra: "The code comes in the query of the redirect URI; this is the default for a code.",
      source: flow,
      test: "the answer > response_mode=query",
      breakIt: {
        file: "authorize/authorize-request.ts",
        find: 'form.get("response_mode") ?? "query"',
        replace: '"fragment"',
      },
    },
    {
      id: "authorize-response-fragment",
      feature: "response_mode=fragment",
      entra: "The code comes in the fragment, also for response_type=code.",
      source: flow,
      test: "the answer > response_mode=fragment",
      breakIt: {
        file: "authorize/authorize-response.ts",
        find: 'if (mode === "fragment") return `${redirectUri}#${answer}`;',
        replace: "",
      },
    },
    {
      id: "authorize-response-form-post",
      feature: "response_mode=form_post",
      entra: "A page posts the code to the redirect URI by itself.",
      source: flow,
      test: "the answer > response_mode=form_post",
      breakIt: {
        file: "authorize/authorize-response.ts",
        find: 'responseMode === "form_post"',
        replace: "responseMode === undefined",
      },
    },
    {
      id: "authorize-form-post-script",
      feature: "The page that posts the answer",
      entra: "A script submits it; there is a button for browsers without scripts.",
      source: "unconfirmed",
      ours: "same, under a content security policy that names the one script by its hash",
      test: "the answer > form_post works by a script that the policy allows, and by a button without one",
      breakIt: {
        file: "pages/page.ts",
        find: "`script-src ${hashSource(script)}`",
        replace: "`script-src 'none'`",
      },
    },
    {
      id: "authorize-state",
      feature: "state",
      entra: "Comes back exactly as it was sent.",
      source: flow,
      test: 'the answer > state comes back byte for byte: "a%2Fb%2fb"',
      breakIt: {
        file: "http/read-form.ts",
        find: "    ?.slice(name.length + 1);",
        replace: "    ?.slice(name.length + 1)\n    .toUpperCase();",
      },
    },
    {
      id: "authorize-post",
      feature: "POST to the authorize endpoint",
      entra: "Accepted, as OpenID Connect asks.",
      source: "unconfirmed",
      test: "the answer > authorize takes a POST as well",
      breakIt: { file: "endpoints/authorize.ts", find: '["GET", "POST"]', replace: '["GET"]' },
    },
    {
      id: "authorize-loopback-port",
      feature: "Port of a loopback redirect URI",
      entra: "Ignored when http://localhost is matched, so that an application can listen on a free port.",
      source: replyUrl,
      test: "the answer > loopback: any port, and only the port, may differ from the registration",
      breakIt: {
        file: "authorize/redirect-uri.ts",
        find: "registered === requested || isSameLoopbackAddress(registered, requested)",
        replace: "registered === requested",
      },
    },
    {
      id: "authorize-loopback-path",
      feature: "Path of a loopback redirect URI",
      entra: "Has to match.",
      source: replyUrl,
      test: "errors that stay on a page, since no application may learn of them > another path",
      breakIt: {
        file: "authorize/redirect-uri.ts",
        find: "    left.pathname === right.pathname &&\n",
        replace: "",
      },
    },
    {
      id: "authorize-loopback-credentials",
      feature: "A host in front of which a loopback name stands",
      entra: "Not loopback, hence no match.",
      source: "https://www.rfc-editor.org/rfc/rfc8252#section-7.3",
      test: "errors that stay on a page, since no application may learn of them > credentials before the host",
      breakIt: {
        file: "authorize/redirect-uri.ts",
        find: "  const match = registered.find(({ redirectUri }) => matchesRedirectUri(redirectUri, requested));",
        replace: '  const match = registered.find(() => requested.startsWith("http://localhost"));',
      },
    },
    {
      id: "session-single-sign-on",
      feature: "Single sign-on",
      entra:
        "A second application, or the same one again, gets a code without a page, until prompt says otherwise.",
      source: flow,
      test: "single sign-on > a second authorize does not ask again, until it says so",
      breakIt: {
        file: "endpoints/authorize.ts",
        find: "if (session && !mustAsk && isUsable(exchange, session, request))",
        replace: "if (session && mustAsk && isUsable(exchange, session, request))",
      },
    },
    {
      id: "session-end",
      feature: "End of the browser's session",
      entra: "With sign-out, with the account, or after a day.",
      source: "unconfirmed",
      ours: "same; the real session lasts 24 hours when the browser is not told to stay signed in, which cannot be chosen here",
      test: "single sign-on > a session ends with sign-out, with the account, and after a day",
      breakIt: {
        file: "authorize/sessions.ts",
        find: "!session || session.expiresAt <= secondsOf(exchange)",
        replace: "!session",
      },
    },
  ]),
  ...witnessedBy("test/authorize-prompts.test.ts", [
    {
      id: "prompt-unsupported",
      feature: "Other values of prompt, or several",
      entra: "login, none, consent and select_account are supported, one at a time.",
      source: flow,
      ours: "same; which number several values are refused by is unconfirmed",
      test: "prompt > prompt=none login is not supported",
      breakIt: {
        file: "authorize/authorize-request.ts",
        find: "prompts.find((candidate) => candidate === prompt)",
        replace: "prompts.find((candidate) => prompt.includes(candidate))",
      },
    },
    {
      id: "prompt-none-hint",
      feature: "prompt=none and login_hint",
      entra: "A session of another user is no session.",
      source: flow,
      ours: "same; the number is unconfirmed",
      test: "prompt > none with a hint at another user finds no session",
      breakIt: {
        file: "endpoints/authorize.ts",
        find: "[user.userPrincipalName, userNameClaim(user)].some((name) => equalIgnoringCase(name, hint))",
        replace:
          "[user.userPrincipalName, userNameClaim(user)].some((name) => equalIgnoringCase(name, name))",
      },
    },
    {
      id: "prompt-login",
      feature: "prompt=login",
      entra: "The password is asked for again, even of a signed-in user.",
      source: flow,
      test: "prompt > login asks for the password again, also with a session and a hint",
      breakIt: {
        file: "endpoints/authorize.ts",
        find: 'request.prompt === "login" || request.prompt === "select_account"',
        replace: 'request.prompt === "select_account"',
      },
    },
    {
      id: "prompt-select-account",
      feature: "prompt=select_account",
      entra: "The account picker comes although a user is signed in.",
      source: flow,
      ours: "same; the picker lists the sample accounts and wants no password",
      test: "prompt > select_account offers the accounts although a user is signed in",
      breakIt: {
        file: "endpoints/authorize.ts",
        find: 'request.prompt === "login" || request.prompt === "select_account"',
        replace: 'request.prompt === "login"',
      },
    },
    {
      id: "domain-hint",
      feature: "domain_hint",
      entra: "Leads to the identity provider of that domain.",
      source: flow,
      ours: "accepted and passed over: there is one home realm",
      test: `hints > domain_hint=organizations changes nothing: there is one home realm`,
      breakIt: {
        file: "authorize/authorize-request.ts",
        find: '  assertResponseType(required(form, "response_type"));',
        replace:
          '  if (form.has("domain_hint")) throw aadsts.parameterInvalid("domain_hint");\n  assertResponseType(required(form, "response_type"));',
      },
    },
    {
      id: "authorize-error-fragment",
      feature: "Errors by fragment",
      entra: "Errors come back in the response mode that was asked for.",
      source: flow,
      test: "errors travel like answers > by fragment",
      breakIt: {
        file: "authorize/authorize-response.ts",
        find: 'if (mode === "fragment") return `${redirectUri}#${answer}`;',
        replace: "",
      },
    },
    {
      id: "authorize-error-form-post",
      feature: "Errors by form_post",
      entra: "Errors come back in the response mode that was asked for.",
      source: flow,
      test: "errors travel like answers > by form_post",
      breakIt: {
        file: "authorize/authorize-response.ts",
        find: 'responseMode === "form_post"',
        replace: 'responseMode === "form_post" && !("error" in parameters)',
      },
    },
    {
      id: "error-uri",
      feature: "error_uri",
      entra: "Leads to a page about the number.",
      source: "capture",
      ours: "a page of its own: what the number means, beside the request that met it",
      test: "errors travel like answers > with an address that explains them",
      breakIt: {
        file: "endpoints/error-explanation.ts",
        find: "explanation ? explanationPage(exchange, explanation) : unknownCodePage(exchange)",
        replace: "unknownCodePage(exchange)",
      },
    },
  ]),
];
