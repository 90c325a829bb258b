import { witnessedBy } from "../witnessed-by.ts";

const consent = "https://learn.microsoft.com/entra/identity-platform/permissions-consent-overview";
const adminConsent = "https://learn.microsoft.com/entra/identity-platform/v2-admin-consent";
const assignment =
  "https://learn.microsoft.com/entra/identity-platform/howto-restrict-your-app-to-a-set-of-users";

/** Who may use an application, and what it may do. */
export const consentRows = [
  ...witnessedBy("test/directory.test.ts", [
    {
      id: "role-by-group",
      feature: "App role of a group",
      entra: "Its direct members have the role in their tokens.",
      source: "https://learn.microsoft.com/entra/identity-platform/howto-add-app-roles-in-apps",
      test: "a role that a group has is in its members' id tokens, beside their own",
      breakIt: {
        file: "directory/app-role-assignments.ts",
        find: "[principalId, ...groupsOf(directory, principalId).map(({ id }) => id)]",
        replace: "[principalId]",
      },
    },
    {
      id: "assignment-by-group",
      feature: "Assignment required",
      entra: "Only users who are assigned, themselves or by a group, can sign in.",
      source: assignment,
      test: "where assignment is required, an assigned group lets only its members in",
      breakIt: {
        file: "authorize/sign-in-goal.ts",
        find: "if (!principal?.appRoleAssignmentRequired) return;",
        replace: "if (principal) return;",
      },
    },
    {
      id: "assignment-without-role",
      feature: "Assignment without a role",
      entra: "Lets in and adds no role: the role id is all zeros.",
      source: "https://learn.microsoft.com/graph/api/resources/approleassignment",
      test: "an assignment without a role lets a user in and adds no role",
      breakIt: {
        file: "directory/app-role-assignments.ts",
        find: "assignment.role === undefined ? defaultAccessRoleId : roleId(resource, assignment.role)",
        replace: 'roleId(resource, assignment.role ?? "Auditor")',
      },
    },
  ]),
  ...witnessedBy("test/authorize.test.ts", [
    {
      id: "consent-user",
      feature: "User consent",
      entra: "The user is asked for what is new, once.",
      source: consent,
      test: "consent > the user may consent to a new permission, which then works silently",
      breakIt: {
        file: "authorize/consent.ts",
        find: "    recordGrant(directory, client, resource, [permission.value], userId);",
        replace: "",
      },
    },
    {
      id: "consent-silent",
      feature: "Missing consent and prompt=none",
      entra: "The application is told: 65001.",
      source: consent,
      test: "consent > prompt=none cannot ask",
      breakIt: {
        file: "authorize/ask-for-consent.ts",
        find: '  if (prompt === "none") throw aadsts.consentRequired(application.appId, application.displayName);\n',
        replace: "",
      },
    },
  ]),
  ...witnessedBy("test/admin-consent.test.ts", [
    {
      id: "consent-admin-herself",
      feature: "An administrator at the consent page",
      entra: "May consent to everything: for herself, or for the organization by a box.",
      source: "https://learn.microsoft.com/entra/identity-platform/application-consent-experience",
      test: "a permission that only an administrator can consent to > an administrator consents for herself, which helps no other user",
      breakIt: {
        file: "endpoints/consent.ts",
        find: 'mayConsentForAll && form.get("for_organization") === "yes"',
        replace: "mayConsentForAll",
      },
    },
    {
      id: "consent-admin-organization",
      feature: "Consent on behalf of the organization",
      entra: "Holds for all users.",
      source: "https://learn.microsoft.com/entra/identity-platform/application-consent-experience",
      test: "a permission that only an administrator can consent to > or for the whole organization, and then no user is asked",
      breakIt: {
        file: "endpoints/consent.ts",
        find: "isForAll ? null : user.id",
        replace: "user.id",
      },
    },
    {
      id: "consent-edited-form",
      feature: "A consent form with a box of one's own",
      entra: "An ordinary user consents only for themselves.",
      source: "unconfirmed",
      test: "a permission that only an administrator can consent to > an edited form does not consent for everybody in an ordinary user's name",
      breakIt: {
        file: "endpoints/consent.ts",
        find: 'mayConsentForAll && form.get("for_organization") === "yes"',
        replace: 'form.get("for_organization") === "yes"',
      },
    },
    {
      id: "prompt-consent",
      feature: "prompt=consent",
      entra: "Asks again for what was consented to.",
      source: "https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow",
      test: "consent > prompt=consent asks again for what was consented to",
      breakIt: {
        file: "authorize/ask-for-consent.ts",
        find: 'missing.length === 0 && prompt !== "consent"',
        replace: "missing.length === 0",
      },
    },
    {
      id: "consent-withdrawn",
      feature: "A withdrawn consent",
      entra: "Is missed at the next refresh: 65001 with suberror consent_required.",
      source: "capture",
      test: "consent > a withdrawn consent is missed at the next refresh",
      breakIt: {
        file: "errors/permission-errors.ts",
        find: 'suberror: "consent_required", ',
        replace: "",
      },
    },
    {
      id: "consent-device",
      feature: "Consent in a device's sign-in",
      entra: "The page comes after the question.",
      source: "unconfirmed",
      test: "consent > a device's sign-in has a consent page as well",
      breakIt: {
        file: "device/confirm-device.ts",
        find: "    askForSecondFactor(exchange, goal, session, () => interaction) ??\n    askForConsent(exchange, goal, session, () => interaction);",
        replace: "    askForSecondFactor(exchange, goal, session, () => interaction);",
      },
    },
    {
      id: "admin-consent-endpoint",
      feature: "Admin consent endpoint: yes",
      entra: "Goes back with admin_consent=True, tenant, scope and state.",
      source: adminConsent,
      test: "the admin consent endpoint > an administrator's yes goes back with admin_consent, tenant, scope and state, and holds for everybody",
      breakIt: { file: "authorize/admin-consent.ts", find: "    tenant: tenant.id,\n", replace: "" },
    },
    {
      id: "admin-consent-default",
      feature: "Admin consent endpoint: .default",
      entra: "Grants what the registration lists, application permissions as well.",
      source: adminConsent,
      test: "the admin consent endpoint > with .default, the application permissions of the registration are granted as well",
      breakIt: {
        file: "authorize/admin-consent.ts",
        find: 'filter(({ type }) => type === "Role")',
        replace: 'filter(({ type }) => type === "Scope")',
      },
    },
    {
      id: "admin-consent-no",
      feature: "Admin consent endpoint: no",
      entra: "Goes back with admin_consent=True, error=consent_required and 65004.",
      source: adminConsent,
      test: "the admin consent endpoint > an administrator's no goes back as consent_required",
      breakIt: {
        file: "authorize/admin-consent.ts",
        find: 'aadsts.adminConsentDeclined(), { admin_consent: "True" }',
        replace: "aadsts.adminConsentDeclined()",
      },
    },
  ]),
];
