import type { ParityRow } from "../parity-row.ts";
import { codeReference, errorRow } from "./error-row.ts";

const asksAgain = "The sign-in page says so and asks again";

/** What can be wrong with the person or the browser session. */
export const signInErrorRows: ParityRow[] = [
  errorRow({
    code: 50126,
    when: "the password is wrong",
    answer: asksAgain,
    source: codeReference,
    breakIt: {
      file: "endpoints/login.ts",
      find: 'form.get("passwd") !== user.passwordProfile.password',
      replace: 'form.get("passwd") === undefined',
    },
  }),
  errorRow({
    code: 50034,
    when: "the account that signs in does not exist",
    answer: asksAgain,
    source: codeReference,
    breakIt: {
      file: "endpoints/login.ts",
      find: "aadsts.userNotFound(directory.tenant.displayName)",
      replace: "aadsts.passwordInvalid()",
    },
  }),
  errorRow({
    code: 50057,
    when: "the account that signs in is disabled",
    answer: asksAgain,
    source: codeReference,
    breakIt: {
      file: "endpoints/login.ts",
      find: "return user.accountEnabled ? user : aadsts.userDisabled();",
      replace: "return user;",
    },
  }),
  errorRow({
    code: 50034,
    when: "the account is deleted before its code is redeemed",
    answer: "400 `invalid_grant`",
    source: codeReference,
    breakIt: {
      file: "grants/grant-checks.ts",
      find: "aadsts.userNotFound(tenant.displayName)",
      replace: "aadsts.userDisabled()",
    },
  }),
  errorRow({
    code: 50057,
    when: "the account is disabled before its code is redeemed",
    answer: "400 `invalid_grant`",
    source: codeReference,
    breakIt: {
      file: "grants/grant-checks.ts",
      find: "if (!user.accountEnabled) throw aadsts.userDisabled();",
      replace: "",
    },
  }),
  errorRow({
    code: 50105,
    when: "the user is not assigned to an application that requires it",
    answer: "An error page",
    source: codeReference,
    breakIt: {
      file: "authorize/complete-sign-in.ts",
      find: "assertAssigned(exchange.state.directory, goal.application, session.user);",
      replace: "",
    },
  }),
  errorRow({
    code: 50058,
    when: "prompt=none finds nobody signed in",
    answer: "A redirect with `login_required`",
    source: codeReference,
    breakIt: {
      file: "endpoints/authorize.ts",
      find: 'if (request.prompt === "none" && !isUsable) throw aadsts.sessionMissing();',
      replace: "",
    },
  }),
  errorRow({
    code: 65004,
    when: "the user cancels",
    answer: "A redirect with `access_denied`",
    source: codeReference,
    breakIt: {
      file: "errors/sign-in-errors.ts",
      find: 'error: "access_denied", subcode: "cancel", code: 65004',
      replace: 'error: "consent_required", subcode: "cancel", code: 65004',
    },
  }),
  errorRow({
    code: 165000,
    when: "a sign-in form is sent from another browser (login CSRF)",
    answer: "An error page",
    source: "issue",
    breakIt: {
      file: "authorize/interactions.ts",
      find: " || interaction.browser !== readCookie(exchange.request, browserCookie)",
      replace: "",
    },
  }),
  errorRow({
    code: 50089,
    when: "the sign-in page was open for too long",
    answer: "An error page",
    source: codeReference,
    breakIt: {
      file: "authorize/interactions.ts",
      find: "if (interaction.expiresAt <= secondsOf(exchange)) throw aadsts.interactionExpired();",
      replace: "",
    },
  }),
];
