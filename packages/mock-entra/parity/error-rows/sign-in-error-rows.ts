import type { ParityRow } from "../parity-row.ts";
import { codeReference, errorRow } from "./error-row.ts";

const asksAgain = "The sign-in page says so and asks again";

const personRows: ParityRow[] = [
  errorRow({
    code: 50126,
    when: "the password is wrong",
    answer: asksAgain,
    source: codeReference,
    breakIt: {
      file: "endpoints/login.ts",
      find: 'form.get("passwd") !== proving.passwordProfile.password',
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
    code: 50020,
    when: "the account that signs in is of another tenant, and no guest",
    answer: asksAgain,
    source: codeReference,
    breakIt: {
      file: "endpoints/login.ts",
      find: "if (!elsewhere) return",
      replace: "if (elsewhere ?? true) return",
    },
  }),
  errorRow({
    code: 50057,
    when: "the account that signs in is disabled",
    answer: asksAgain,
    source: codeReference,
    breakIt: {
      file: "endpoints/login.ts",
      find: "return user.accountEnabled && proving.accountEnabled ? account : aadsts.userDisabled();",
      replace: "return account;",
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
      find: "if (!user.accountEnabled || !atHome.accountEnabled) throw aadsts.userDisabled();",
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
    when: "prompt=none finds no signed-in user",
    answer: "A redirect with `login_required`",
    source: codeReference,
    breakIt: {
      file: "endpoints/authorize.ts",
      find: 'if (request.prompt === "none") throw aadsts.sessionMissing();',
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

const invalidGrant = "400 `invalid_grant`";
const conditionalAccess =
  "https://learn.microsoft.com/entra/identity-platform/v2-conditional-access-dev-guide";

const policyRows: ParityRow[] = [
  errorRow({
    code: 500121,
    when: "the second factor is denied",
    answer: "The page says so and asks again",
    source: "issue",
    breakIt: {
      file: "errors/sign-in-errors.ts",
      find: "code: 500121",
      replace: "code: 50074",
    },
  }),
  errorRow({
    code: 50076,
    when: "prompt=none needs a second factor",
    answer: "A redirect with `interaction_required` and `claims`",
    source: "unconfirmed",
    breakIt: {
      file: "errors/sign-in-errors.ts",
      find: ' redirectError: "interaction_required",',
      replace: "",
    },
  }),
  errorRow({
    code: 50076,
    when: "a refresh needs a second factor",
    answer: `${invalidGrant} with \`suberror\` \`basic_action\` and \`claims\``,
    source: "capture",
    breakIt: {
      file: "errors/sign-in-errors.ts",
      find: ' suberror: "basic_action",',
      replace: "",
    },
  }),
  errorRow({
    code: 50079,
    when: "a refresh needs a second factor that the user has not set up",
    answer: "400 `interaction_required` with `claims`",
    source: "capture",
    breakIt: {
      file: "conditional-access/access-refusal.ts",
      find: "user.isMfaRegistered !== false",
      replace: "true",
    },
  }),
  errorRow({
    code: 53003,
    when: "a policy blocks the sign-in",
    answer: "An error page",
    source: conditionalAccess,
    breakIt: {
      file: "authorize/ask-for-second-factor.ts",
      find: 'if (control === "block") throw aadsts.blockedByPolicy();',
      replace: "",
    },
  }),
  errorRow({
    code: 53003,
    when: "a policy blocks the refresh",
    answer: `${invalidGrant} with \`suberror\` \`message_only\``,
    source: "issue",
    breakIt: { file: "errors/sign-in-errors.ts", find: ' suberror: "message_only",', replace: "" },
  }),
];

/** Errors of the person or the browser session, and demands of a policy. */
export const signInErrorRows: ParityRow[] = [...personRows, ...policyRows];
