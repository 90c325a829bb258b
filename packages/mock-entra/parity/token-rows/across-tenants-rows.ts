import { witnessedBy } from "../witnessed-by.ts";

const refreshTokens = "https://learn.microsoft.com/entra/identity-platform/refresh-tokens";
const oidc = "https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc";
const codes = "https://learn.microsoft.com/entra/identity-platform/reference-error-codes";
const guests = "https://learn.microsoft.com/entra/external-id/user-properties";
const refresh = "a refresh token in another tenant";
const device = "a device code";

/** Codes, sessions and tokens where their tenant is another one. */
export const acrossTenantsRows = [
  ...witnessedBy("test/refresh-across-tenants.test.ts", [
    {
      id: "refresh-in-another-tenant",
      feature: "A refresh token in another tenant",
      entra:
        "Belongs to a user and a client, not to a tenant: where the user is a guest, it gives the tokens of the guest.",
      source: refreshTokens,
      test: `${refresh} > gives MSAL, unmodified, the tokens of a guest with the sign-in of home, for one account`,
      breakIt: {
        file: "state/home-account.ts",
        find: "isSameTenant(there, home) ? user : findGuest(",
        replace: "isSameTenant(there, home) ? user : undefined && findGuest(",
      },
    },
    {
      id: "refresh-client-info",
      feature: "client_info of a guest",
      entra:
        "Has the object ID and the tenant of the account at home: MSAL then has one account for all tenants.",
      source: "library",
      ours: "same; a guest whose home is none of the mock’s tenants has the IDs here",
      test: `${refresh} > gives MSAL, unmodified, the tokens of a guest with the sign-in of home, for one account`,
      breakIt: {
        file: "tokens/client-info.ts",
        find: "const account = homeAccount(state, user);",
        replace: "const account = { home: state, user } && { home: state, user };",
      },
    },
    {
      id: "refresh-no-guest",
      feature: "A refresh token where its user is no guest",
      entra: "Is refused: the account needs to be added as an external user first (50020).",
      source: codes,
      ours: "same; `invalid_grant` is unconfirmed, reports show `interaction_required` as well",
      test: `${refresh} > is refused where the user is no guest`,
      breakIt: {
        file: "grants/account-here.ts",
        find: "throw aadsts.userOfAnotherTenant(",
        replace: "throw aadsts.userNotFound(tenant.displayName) ?? aadsts.userOfAnotherTenant(",
      },
    },
    {
      id: "refresh-consent-elsewhere",
      feature: "Consent for a refresh token in another tenant",
      entra: "Counts in that tenant only: 65001 without it.",
      source: refreshTokens,
      test: `${refresh} > is refused where the user is a guest, and has not consented`,
      breakIt: {
        file: "grants/refresh-token.ts",
        find: "  assertConsent(request, user.id, scopes);\n",
        replace: "",
      },
    },
    {
      id: "refresh-second-factor-elsewhere",
      feature: "A guest’s second factor of home",
      entra: "By default, another tenant does not trust it.",
      source: "https://learn.microsoft.com/entra/external-id/cross-tenant-access-overview",
      ours: "same; a tenant cannot be set to trust it",
      test: `${refresh} > does not bring a second factor from home`,
      breakIt: {
        file: "conditional-access/second-factor.ts",
        find: "return facts?.tenantId === id && facts.methods",
        replace: "return id !== undefined && facts !== undefined && facts.methods",
      },
    },
    {
      id: "refresh-at-organizations",
      feature: "A guest’s refresh token at /organizations",
      entra: "Gives the tokens of the user’s home tenant.",
      source: "unconfirmed",
      test: `${refresh} > goes back with the guest to the tenant of the account at home, which /organizations means`,
      breakIt: {
        file: "grants/tenant-of-grant.ts",
        find: "homeAccount(issuer, user).home : issuer",
        replace: "issuer && (homeAccount(issuer, user), issuer) : issuer",
      },
    },
  ]),
  ...witnessedBy("test/tenants-kept-apart.test.ts", [
    {
      id: "code-of-organizations",
      feature: "A code of /organizations",
      entra: "Can be redeemed there and in the user’s home tenant.",
      source: "issue",
      test: "a code > of /organizations is of the user's home tenant, and can be redeemed at both addresses",
      breakIt: {
        file: "grants/tenant-of-grant.ts",
        find: 'return homeOf(state, state.authorizationCodes.get(sent("code")));',
        replace: "return undefined;",
      },
    },
    {
      id: "code-of-a-guest",
      feature: "A guest’s code at /organizations",
      entra: "Is refused (700005): the address means the guest’s home tenant.",
      source: "unconfirmed",
      test: "a code > of a guest is refused at /organizations, which means the guest's home",
      breakIt: {
        file: "grants/tenant-of-grant.ts",
        find: "homeAccount(issuer, user).home : issuer",
        replace: "issuer && (homeAccount(issuer, user), issuer) : issuer",
      },
    },
    {
      id: "guest-single-sign-on",
      feature: "A guest’s session in the browser",
      entra: "Is one of the account at home: it signs in in each tenant where the user is a guest.",
      source: guests,
      ours: "same; Entra’s page for a user who is no guest (50020) is the sign-in page here",
      test: "a guest's session in the browser > of home signs in where the user is a guest, without a page",
      breakIt: {
        file: "authorize/sessions.ts",
        find: "const found = signedInAccount(exchange);\n  if (!found) return undefined;\n  const isHome",
        replace:
          "const found = signedInAccount(exchange);\n  if (!found || !isSameTenant(found.account.home, exchange.state)) return undefined;\n  const isHome",
      },
    },
    {
      id: "on-behalf-of-organizations",
      feature: "On behalf of a user, at /organizations",
      entra: "Is in the tenant of the user’s token.",
      source: "unconfirmed",
      test: "a call on behalf of a user at /organizations is one in the tenant of the user's token",
      breakIt: {
        file: "grants/tenant-of-grant.ts",
        find: 'return state.findTenant(issuerOf(sent("assertion")));',
        replace: "return undefined;",
      },
    },
    {
      id: "consumers-users",
      feature: "/consumers",
      entra: "Is for personal accounts only, as is the ID of their tenant.",
      source: oidc,
      ours: "refuses every organization’s users with 50020 (unconfirmed); there are no personal accounts",
      test: "/consumers > refuses a user of the first tenant",
      breakIt: {
        file: "directory/tenant-names.ts",
        find: 'equalIgnoringCase(segment, "consumers") ||',
        replace: 'equalIgnoringCase(segment, "consumer") ||',
      },
    },
    {
      id: "consumers-grants",
      feature: "Codes and refresh tokens of organizations at /consumers",
      entra: "Are of another tenant.",
      source: codes,
      ours: "700005 and 50020 (unconfirmed)",
      test: "/consumers > refuses what organizations have issued: codes and refresh tokens",
      breakIt: {
        file: "directory/tenant-names.ts",
        find: 'equalIgnoringCase(segment, "consumers") ||',
        replace: 'equalIgnoringCase(segment, "consumer") ||',
      },
    },
  ]),
  ...witnessedBy("test/device-across-tenants.test.ts", [
    {
      id: "device-at-organizations",
      feature: "A device code of /organizations or /common",
      entra: "Is for a user of any organization: the tokens are of the user’s tenant.",
      source: "https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code",
      test: `${device} > of /organizations is for a user of any tenant: the tokens are of the user's tenant, with the consent there`,
      breakIt: {
        file: "endpoints/device-authorization.ts",
        find: "takesEveryOrganization(exchange.tenantSegment) ? undefined : tenant.id",
        replace: "takesEveryOrganization(exchange.tenantSegment) ? tenant.id : tenant.id",
      },
    },
    {
      id: "device-session-elsewhere",
      feature: "The page for device codes",
      entra: "Takes the session that the browser has.",
      source: "unconfirmed",
      test: `${device} > of /organizations takes the session of another tenant that the browser has`,
      breakIt: {
        file: "endpoints/device-code-entry.ts",
        find: "session ? undefined : sessionElsewhere(exchange)",
        replace: "session ? sessionElsewhere(exchange) : undefined",
      },
    },
    {
      id: "device-of-a-tenant",
      feature: "A device code of a named tenant",
      entra: "Is for its users and guests.",
      source: "https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code",
      ours: "same; the page is one for all tenants",
      test: `${device} > of a named tenant is for its users and guests`,
      breakIt: {
        file: "endpoints/device-code-entry.ts",
        find: "tenantSegment: tenantId ?? entry.tenantSegment",
        replace: "tenantSegment: entry.tenantSegment",
      },
    },
    {
      id: "device-polled-elsewhere",
      feature: "A device that polls in another tenant",
      entra: "Gets no tokens there.",
      source: "unconfirmed",
      ours: "7000014",
      test: `${device} > of the second tenant is entered on the same page, by a user of the second tenant`,
      breakIt: {
        file: "grants/device-code.ts",
        find: "if (place !== undefined && place !== tenant.id) throw aadsts.deviceCodeUnknown();",
        replace: "",
      },
    },
  ]),
];
