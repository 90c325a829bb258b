import { codeReference, errorRow } from "../error-rows/error-row.ts";
import { witnessedBy } from "../witnessed-by.ts";

const scopes = "https://learn.microsoft.com/entra/identity-platform/scopes-oidc";
const defaultScope = `${scopes}#default-when-the-user-has-already-given-consent`;
const file = "test/scopes.test.ts";
const consent = "authorize/consent.ts";
const granted = "authorize/granted-scopes.ts";

const anyCase = "the case of a scope does not matter, and the answer has the registered spelling";
const signingIn = "what signing in needs";

/** The meaning of a `scope` parameter, and when the user is asked. */
export const scopeRows = [
  ...witnessedBy(file, [
    {
      id: "scope-case",
      feature: "Case of a scope",
      entra: "Ignored (`user.read`); the answer has the spelling that the resource registered.",
      source: "https://learn.microsoft.com/entra/identity-platform/v2-oauth-ropc",
      test: `${anyCase} > user.read mail.send, at authorize, token and refresh`,
      breakIt: {
        file: "authorize/requested-scopes.ts",
        find: "equalIgnoringCase(name, value)",
        replace: "name === value",
      },
    },
    {
      id: "scope-resource-case",
      feature: "Case of the resource in a scope",
      entra: "Not documented.",
      source: "unconfirmed",
      ours: "ignored as well; answers have the registered spelling",
      test: `${anyCase} > with an API of one's own, whose name is in the registered spelling, too`,
      breakIt: {
        file: "authorize/requested-scopes.ts",
        find: "servicePrincipalNames.find((name) => equalIgnoringCase(name, spelled)) ?? spelled",
        replace: "servicePrincipalNames.find((name) => name === spelled) ?? spelled",
      },
    },
    {
      id: "default-scope-granted",
      feature: "`.default` after a partial consent",
      entra: "Asks nothing: the token has what was granted, whatever else the registration lists.",
      source: defaultScope,
      test: ".default > asks nothing once something is granted, and gives what was granted: authorize, prompt=none, refresh",
      breakIt: { file: consent, find: "if (!asksAnew && granted", replace: "if (asksAnew && granted" },
    },
    {
      id: "default-scope-first-contact",
      feature: "`.default` on first contact",
      entra: "Asks for every permission that the registration lists, for all of its APIs.",
      source: defaultScope,
      ours: "same; that an earlier `openid` counts as something granted on Graph is unconfirmed",
      test: ".default > on first contact asks for all that the registration lists, for all of its APIs",
      breakIt: {
        file: consent,
        find: "return [...listedPermissions(directory, application), ",
        replace:
          "return [...listedPermissions(directory, application).filter(({ resource }) => resource.appId === scopes.resource.appId), ",
      },
    },
    {
      id: "default-scope-prompt-consent",
      feature: "`.default` with `prompt=consent`",
      entra: "Asks for all that the registration lists, and shows what was granted before.",
      source: defaultScope,
      test: ".default > with prompt=consent asks for all of it, beside what was granted before",
      breakIt: {
        file: "authorize/ask-for-consent.ts",
        find: 'asksAnew: prompt === "consent"',
        replace: "asksAnew: false",
      },
    },
    {
      id: "default-scope-combined",
      feature: "`.default` beside scopes by name",
      entra: "AADSTS70011: they cannot be combined.",
      source: `${scopes}#the-default-scope`,
      test: ".default > and scopes by name do not go together: AADSTS70011",
      breakIt: {
        file: "authorize/requested-scopes.ts",
        find: "if (values.length > 1 && values.includes(defaultScope))",
        replace: "if (values.length > 99)",
      },
    },
    {
      id: "scope-email-later",
      feature: "`email` asked for later",
      entra: "A permission like any other: the user is asked, and then the tokens and userinfo have it.",
      source: `${scopes}#email`,
      test: `${signingIn} > email, asked for later, is asked of the user; then page, scope, id token and userinfo agree`,
      breakIt: {
        file: granted,
        find: '["openid", "profile", "offline_access"]',
        replace: '["openid", "profile", "email", "offline_access"]',
      },
    },
    {
      id: "scope-offline-access",
      feature: "`offline_access` on the consent page",
      entra: '"Maintain access to data you have given it access to" is on every consent page.',
      source: `${scopes}#offline_access`,
      test: `${signingIn} > offline_access is on every consent page, so that it can be asked for later without another`,
      breakIt: {
        file: consent,
        find: ', "offline_access"]);',
        replace: "]);",
      },
    },
    {
      id: "scope-first-sign-in",
      feature: "The first sign-in, for `openid` alone",
      entra: '"Sign you in" is a permission on the consent page.',
      source: `${scopes}#openid`,
      test: `${signingIn} > the first sign-in asks, even for openid alone`,
      breakIt: {
        file: granted,
        find: "&& hasConsent ?",
        replace: "&& !hasConsent ?",
      },
    },
    {
      id: "scope-implied",
      feature: "What a consent implies",
      entra: "Tokens have `openid profile` where an administrator has consented to `User.Read` only.",
      source: "issue",
      ours: "same, for every consent; how far it goes is unconfirmed",
      test: `${signingIn} > an administrator's consent to User.Read is enough for openid, profile and offline_access`,
      breakIt: {
        file: granted,
        find: ", ...implied])];",
        replace: ", ...implied.slice(2)])];",
      },
    },
  ]),
  errorRow({
    code: 650057,
    when: "`.default` is asked of a resource that the registration does not list",
    answer: "A redirect or 400 with `invalid_client`",
    source: codeReference,
    witness: {
      file,
      test: ".default > of a resource that the registration does not list is refused: AADSTS650057",
    },
    breakIt: { file: consent, find: "if (!isListed && ", replace: "if (false && " },
  }),
];
