import { witnessedBy } from "../witnessed-by.ts";

const policies =
  "https://learn.microsoft.com/entra/identity/conditional-access/concept-conditional-access-policies";
const challenge = "https://learn.microsoft.com/entra/identity-platform/claims-challenge";
const contexts =
  "https://learn.microsoft.com/entra/identity-platform/developer-guide-conditional-access-authentication-context";
const continuous =
  "https://learn.microsoft.com/entra/identity-platform/app-resilience-continuous-access-evaluation";

/** Conditional access, and the effects of a sign-out everywhere. */
export const conditionalAccessRows = [
  ...witnessedBy("test/conditional-access.test.ts", [
    {
      id: "policy-sign-in",
      feature: "A policy that wants a second factor",
      entra: "The sign-in asks for it; amr in the token says pwd and mfa.",
      source: policies,
      ours: "same, but for the factor: one button stands for the authenticator app",
      test: "a policy that wants a second factor > the sign-in asks for it, and the token says so",
      breakIt: {
        file: "tokens/conditional-access-claims.ts",
        find: 'amr: facts?.methods ?? ["pwd"]',
        replace: 'amr: ["pwd"]',
      },
    },
    {
      id: "policy-none",
      feature: "Sign-in by password alone",
      entra: "amr in the token says pwd.",
      source: "https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference",
      test: "a policy that wants a second factor > without a policy no user is asked, and the token says that too",
      breakIt: {
        file: "authorize/sessions.ts",
        find: 'before ? ["pwd", "mfa"] : ["pwd"]',
        replace: '["pwd", "mfa"]',
      },
    },
    {
      id: "policy-session",
      feature: "A second factor in the session",
      entra: "Is not asked for again while the session lasts.",
      source: policies,
      test: "a policy that wants a second factor > a second factor holds for the whole session",
      breakIt: {
        file: "authorize/ask-for-second-factor.ts",
        find: 'control === "none" || hasSecondFactor(signIns.get(signedIn.sessionId), directory.tenant)',
        replace: 'control === "none"',
      },
    },
    {
      id: "policy-scope",
      feature: "Whom and what a policy is about",
      entra: "Users, groups and applications, exclusions first; report-only decides nothing.",
      source: policies,
      ours: "same; no locations, devices, platforms, risks or client kinds, and no controls but mfa and block",
      test: "a policy that wants a second factor > it can be for some users, some groups, some applications only, or for the report only",
      breakIt: {
        file: "conditional-access/access-demand.ts",
        find: "return isIncluded && !isExcluded;",
        replace: "return isIncluded;",
      },
    },
    {
      id: "policy-client-application",
      feature: "The application that is signed in to, as a policy's target",
      entra: "A policy is about the resource of the token; a web application is one when its users sign in.",
      source: policies,
      ours: "a policy that names a public client holds as well, which cannot be chosen in reality (unconfirmed)",
      test: "a policy that wants a second factor > it can be for some users, some groups, some applications only, or for the report only",
      breakIt: {
        file: "conditional-access/access-demand.ts",
        find: '["All", resource.appId, application.appId]',
        replace: '["All", resource.appId]',
      },
    },
    {
      id: "policy-device-code",
      feature: "A policy and a device's sign-in",
      entra: "The second factor is asked for in the browser, before the question.",
      source: "unconfirmed",
      test: "a policy that wants a second factor > a device's sign-in is asked as well",
      breakIt: {
        file: "device/confirm-device.ts",
        find: "    askForSecondFactor(exchange, goal, session, () => interaction) ??\n    deviceConfirmationPage(",
        replace: "    deviceConfirmationPage(",
      },
    },
    {
      id: "policy-page-order",
      feature: "The form of the page after the second factor's, sent instead",
      entra: "Leads nowhere.",
      source: "unconfirmed",
      test: "a policy that wants a second factor > the page of the second factor is not skipped by the form of the page after it",
      breakIt: {
        file: "endpoints/consent.ts",
        find: "  if (secondFactor) return secondFactor;\n",
        replace: "",
      },
    },
    {
      id: "policy-form-alone",
      feature: "The form of the second factor without the first",
      entra: "Refused.",
      source: "unconfirmed",
      test: "a policy that wants a second factor > a form without a sign-in before it approves nothing",
      breakIt: {
        file: "endpoints/second-factor.ts",
        find: "if (!signedIn || !user?.accountEnabled) throw aadsts.interactionMismatch();",
        replace: "if (!signedIn || !user?.accountEnabled) return cancelSignIn(exchange, interaction);",
      },
    },
    {
      id: "policy-claims-challenge",
      feature: "The claims of a 50076",
      entra: 'A string of JSON: {"access_token":{"capolids":{"essential":true,"values":[the policies]}}}.',
      source: "https://github.com/AzureAD/microsoft-authentication-library-for-js/issues/5491",
      test: "at the token endpoint > a refresh without a second factor: 50076 with a claims challenge, until the step-up",
      breakIt: {
        file: "errors/describe-error.ts",
        find: "  ...(error.details.claims === undefined ? {} : { claims: error.details.claims }),\n",
        replace: "",
      },
    },
    {
      id: "policy-registration",
      feature: "A user without a second factor",
      entra: "Is led through setting one up.",
      source: "https://learn.microsoft.com/entra/identity-platform/reference-error-codes",
      ours: "one page with one button",
      test: "at the token endpoint > a user who has no second factor yet: 50079, and a page to set one up",
      breakIt: {
        file: "endpoints/second-factor.ts",
        find: "    user.isMfaRegistered = true;\n",
        replace: "",
      },
    },
    {
      id: "claims-malformed",
      feature: "A claims parameter that is no claims request",
      entra: "Refused.",
      source: "unconfirmed",
      test: "at the token endpoint > claims that are no claims request are refused",
      breakIt: {
        file: "conditional-access/claims-request.ts",
        find: '    throw aadsts.parameterInvalid("claims");',
        replace: "    return {};",
      },
    },
    {
      id: "authentication-context",
      feature: "Authentication context",
      entra:
        "A policy for c1 holds where the claims ask for it; acrs in the token says that it was satisfied.",
      source: contexts,
      ours: "same; acrs stays in the tokens of that session (unconfirmed)",
      test: "an authentication context > is stepped up to only where it is asked for, and is then in the token",
      breakIt: {
        file: "conditional-access/access-demand.ts",
        find: "  if (contexts.length > 0) return contexts.some((context) => authenticationContexts.includes(context));\n",
        replace: "",
      },
    },
  ]),
  ...witnessedBy("test/continuous-access.test.ts", [
    {
      id: "client-capability",
      feature: "Client capability cp1",
      entra: "Graph's token for a client that says so has xms_cc.",
      source: challenge,
      test: "a client that says that it understands has xms_cc in its Graph tokens",
      breakIt: {
        file: "conditional-access/assert-access.ts",
        find: 'if (claims.clientCapabilities.includes("cp1")) ',
        replace: "",
      },
    },
    {
      id: "revoked-refresh",
      feature: "Sign-out everywhere: refresh tokens, codes, sessions",
      entra: "Refused with 50173; the browser has to sign in again.",
      source: "https://learn.microsoft.com/graph/api/user-revokesigninsessions",
      ours: "at once; the real service takes minutes",
      test: "refresh tokens, codes and browser sessions from before are worth nothing",
      breakIt: {
        file: "conditional-access/revoke-sessions.ts",
        find: "if (session.userId === id && session.tenantId === tenantId) session.expiresAt = 0;",
        replace: "",
      },
    },
    {
      id: "revoked-code",
      feature: "Sign-out everywhere: a code that was not redeemed yet",
      entra: "Refused.",
      source: "unconfirmed",
      test: "refresh tokens, codes and browser sessions from before are worth nothing",
      breakIt: {
        file: "conditional-access/assert-access.ts",
        find: "facts.revokedAt === undefined && facts.startedAt",
        replace: "facts.startedAt",
      },
    },
    {
      id: "claims-nbf",
      feature: "Claims with nbf",
      entra: "Want a sign-in since that time, even of a session that still holds.",
      source: continuous,
      test: "claims with nbf want a sign-in since then, even of a session that still holds",
      breakIt: {
        file: "endpoints/authorize.ts",
        find: "return startedAt >= claims.signedInSince && isYoung;",
        replace: "return startedAt >= 0 && isYoung;",
      },
    },
  ]),
  ...witnessedBy("test/msal-step-up.test.ts", [
    {
      id: "msal-step-up",
      feature: "Step-up with unmodified MSAL",
      entra:
        "Silent fails with an InteractionRequiredAuthError and its claims, and works after a sign-in with them.",
      source: "library",
      test: "a policy: silent fails with claims, interactive with them succeeds, silent works again",
      breakIt: {
        file: "errors/sign-in-errors.ts",
        find: 'suberror: "basic_action", ',
        replace: "",
      },
    },
    {
      id: "msal-continuous-access",
      feature: "Graph's challenge with unmodified MSAL",
      entra: "The decoded claims, sent with a new sign-in, lead to a token that Graph takes.",
      source: "library",
      test: "a revoked session: Graph's challenge, decoded, leads to a token that Graph takes",
      breakIt: {
        file: "graph/access-revoked.ts",
        find: 'toString("base64")',
        replace: 'toString("hex")',
      },
    },
  ]),
];
