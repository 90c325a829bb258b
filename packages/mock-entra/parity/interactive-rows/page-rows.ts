import { witnessedBy } from "../witnessed-by.ts";

const deviceFlow = "https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code";
const browserTie = "What the pages send is tied to the browser: form values out of another one are refused.";

/** The sign-in pages and their protection. */
export const pageRows = witnessedBy("test/sign-in-pages.test.ts", [
  {
    id: "page-picker",
    feature: "Accounts without a password",
    entra: "There is no such thing.",
    source: "unconfirmed",
    ours: "the sign-in page lists the sample accounts, and a click signs in: it is a stage",
    test: "a sample account can be picked without a password",
    breakIt: { file: "endpoints/login.ts", find: "!isPicked && form", replace: "form" },
  },
  {
    id: "login-hint",
    feature: "login_hint",
    entra: "Fills in the user name.",
    source: "https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow",
    test: "login_hint fills in the user name",
    breakIt: {
      file: "endpoints/authorize.ts",
      find: "userName: userNameOf(exchange, request.loginHint)",
      replace: "userName: undefined",
    },
  },
  {
    id: "page-other-browser",
    feature: "Forms out of another browser (login CSRF)",
    entra: browserTie,
    source: "https://learn.microsoft.com/entra/identity-platform/reference-error-codes",
    test: "login CSRF: a form from another browser is refused",
    breakIt: {
      file: "authorize/interactions.ts",
      find: "!interaction || interaction.browser !== readCookie(exchange.request, browserCookie)",
      replace: "!interaction",
    },
  },
  {
    id: "page-expiry",
    feature: "A sign-in page left open",
    entra: "Its flow token expires.",
    source: "https://learn.microsoft.com/entra/identity-platform/reference-error-codes",
    ours: "same, after an hour; the real time is unconfirmed",
    test: "a sign-in page that was left open for too long is refused",
    breakIt: {
      file: "authorize/interactions.ts",
      find: "interaction.expiresAt <= secondsOf(exchange)",
      replace: "interaction.expiresAt <= 0",
    },
  },
  {
    id: "page-cookies",
    feature: "Cookies",
    entra: "HttpOnly, Secure and SameSite=None, with the names ESTSAUTH and esctx.",
    source:
      "https://learn.microsoft.com/entra/identity/authentication/concept-authentication-web-browser-cookies",
    ours: "same on https; on plain http of loopback SameSite=Lax, and not Secure",
    test: "cookies are out of reach of scripts, and on https they are as Entra sets them",
    breakIt: { file: "http/cookies.ts", find: '"HttpOnly", ', replace: "" },
  },
  {
    id: "page-session-fixation",
    feature: "Session fixation",
    entra: "A sign-in comes with a new session cookie.",
    source: "unconfirmed",
    test: "session fixation: signing in replaces the session cookie",
    breakIt: {
      file: "authorize/sessions.ts",
      find: "  const cookie = newSessionId();",
      replace: "  const cookie = readCookie(exchange.request, sessionCookie) ?? newSessionId();",
    },
  },
  {
    id: "page-framing",
    feature: "Sign-in in a frame",
    entra: "X-Frame-Options: DENY.",
    source: "capture",
    ours: "same, and a content security policy under which nothing runs or loads",
    test: "pages run nothing, load nothing and cannot be framed",
    breakIt: { file: "pages/page.ts", find: '      "X-Frame-Options": "DENY",\n', replace: "" },
  },
  {
    id: "page-escaping",
    feature: "What a request or the directory says, on a page",
    entra: "Escaped.",
    source: "unconfirmed",
    test: "stored script: names out of the directory are escaped, and so is form_post's state",
    breakIt: {
      file: "http/html.ts",
      find: "return escape(String(value));",
      replace: "return String(value);",
    },
  },
  {
    id: "device-pages",
    feature: "Device code: the pages",
    entra:
      "The code, the account, and a question that names the application; codes may be typed in any case.",
    source: deviceFlow,
    test: "the device pages: wrong code, then name the application, then say what happened",
    breakIt: { file: "endpoints/device-code-entry.ts", find: ".toUpperCase()", replace: "" },
  },
  {
    id: "device-code-used-on-page",
    feature: "Device code: confirmed twice, or too late",
    entra: "Refused.",
    source: deviceFlow,
    test: "a device code cannot be confirmed twice, and not after it has expired",
    breakIt: {
      file: "endpoints/device-code-entry.ts",
      find: "!device || device.outcome !== undefined",
      replace: "!device",
    },
  },
]);
