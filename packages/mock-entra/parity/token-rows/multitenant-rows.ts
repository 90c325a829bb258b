import { witnessedBy } from "../witnessed-by.ts";

const accounts = "https://learn.microsoft.com/entra/identity-platform/howto-convert-app-to-be-multi-tenant";
const idTokenClaims = "https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference";
const application = "in process > a multitenant application";

/** Applications for all organizations, and guests. */
export const multitenantRows = [
  ...witnessedBy("test/multitenant.test.ts", [
    {
      id: "multitenant-organizations",
      feature: "/organizations and /common",
      entra: "Sign the users of every organization in, each with a token of their own tenant.",
      source: accounts,
      ours: "the browser goes on to the address of the user's tenant (how Entra does it is unconfirmed); personal accounts are not there",
      test: "an application for all organizations, in process > signs users of both tenants in at /organizations, with unmodified MSAL, and Graph shows each their own profile",
      breakIt: {
        file: "directory/tenant-names.ts",
        find: '["common", "organizations"].includes',
        replace: '["common"].includes',
      },
    },
    {
      id: "multitenant-service-principal",
      feature: "The service principal of a multitenant application",
      entra: "Comes into another tenant with the first consent there; the registration stays at home.",
      source: accounts,
      test: `${application} > is not in the other tenant until a user of it consents; then its service principal is`,
      breakIt: {
        file: "directory/directory.ts",
        find: "findApplication(directory, appId) ?? findMultitenant(registeredElsewhere(directory), appId)",
        replace: "findApplication(directory, appId)",
      },
    },
    {
      id: "multitenant-admin-consent",
      feature: "An administrator's consent in another tenant",
      entra: "Brings the application into it, for all its users.",
      source: "https://learn.microsoft.com/entra/identity-platform/v2-admin-consent",
      test: `${application} > comes by an administrator's consent as well, for all users of that tenant`,
      breakIt: {
        file: "authorize/home-realm.ts",
        find: 'purpose === "authorize" ? "oauth2/v2.0/authorize" : "v2.0/adminconsent"',
        replace: '"oauth2/v2.0/authorize"',
      },
    },
    {
      id: "multitenant-audience",
      feature: "An application for one tenant only",
      entra: "Is unknown in another tenant (700016), and refused at /organizations (50194).",
      source: "https://learn.microsoft.com/entra/identity-platform/reference-error-codes",
      test: `${application} > that is for one tenant only is unknown in the other, and refused at /organizations`,
      breakIt: {
        file: "directory/look-up.ts",
        find: "found && isMultitenant(found) ? found : undefined",
        replace: "found",
      },
    },
    {
      id: "multitenant-silent",
      feature: "prompt=none at /organizations",
      entra: "Signs the user of the session in, whatever the tenant.",
      source: "https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow",
      test: `${application} > a session of the other tenant signs in silently, at /organizations only`,
      breakIt: {
        file: "authorize/sessions.ts",
        find: "  if (!takesEveryOrganization(exchange.tenantSegment)) return undefined;\n",
        replace: "",
      },
    },
  ]),
  ...witnessedBy("test/guests.test.ts", [
    {
      id: "guest-sign-in",
      feature: "A guest's sign-in",
      entra:
        "By the account at home; the token is of this tenant, with the object ID and roles here, idp and email of home.",
      source: idTokenClaims,
      test: "a guest > signs in with name and password of the account at home, and has the roles of the account here",
      breakIt: {
        file: "tokens/guest-claims.ts",
        find: 'account ? `https://sts.windows.net/${account.home.directory.tenant.id}/` : "mail"',
        replace: '"mail"',
      },
    },
    {
      id: "guest-member-claims",
      feature: "idp and email of a member",
      entra: "Neither is there by default.",
      source: idTokenClaims,
      test: "a guest > and a member have no claim in common that tells of a guest",
      breakIt: {
        file: "tokens/guest-claims.ts",
        find: "if (!isGuest(user) || mail === null) return {};",
        replace: "if (mail === null) return {};",
      },
    },
    {
      id: "guest-disabled-at-home",
      feature: "A guest whose account at home is disabled",
      entra: "Cannot sign in.",
      source: "unconfirmed",
      ours: "50057",
      test: "a guest > cannot sign in with another password, nor once the account at home is disabled",
      breakIt: {
        file: "endpoints/login.ts",
        find: "user.accountEnabled && proving.accountEnabled",
        replace: "user.accountEnabled",
      },
    },
    {
      id: "guest-user-type",
      feature: "userType",
      entra: "Guest or Member; not among the properties that are there without $select.",
      source: "https://learn.microsoft.com/graph/api/resources/user",
      test: `a guest > is found by $filter=userType eq 'Guest'`,
      breakIt: {
        file: "graph/user-resource.ts",
        find: 'property === "userType" && user.userType === undefined ? "Member"',
        replace: 'property === "userType" && user.userType === undefined ? "Guest"',
      },
    },
  ]),
];
