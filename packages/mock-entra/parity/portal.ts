import type { ParityRow } from "./parity-row.ts";
import { witnessedBy } from "./witnessed-by.ts";

const registering = "https://learn.microsoft.com/entra/identity-platform/quickstart-register-app";
const itsOwn =
  "its own page, labelled as not Microsoft's; it has no sign-in, so it is for this machine's user only";

/** The pages that replace the admin center, and the pages with explanations. */
export const portalRows: ParityRow[] = [
  ...witnessedBy("test/portal.test.ts", [
    {
      id: "portal-registration",
      feature: "New registration",
      entra: "Registers an application with its service principal, and with User.Read among its permissions.",
      source: registering,
      ours: itsOwn,
      test: "the registrations of both servers > remote server: name, redirect URI, secret, permissions, and then a sign-in with them",
      breakIt: {
        file: "portal/new-registration.ts",
        find: "  createServicePrincipal(directory, appId);\n",
        replace: "",
      },
    },
    {
      id: "portal-secret-once",
      feature: "A new secret's value",
      entra: "Is shown until the page is left, and never again.",
      source: registering,
      ours: "shown once: a reload takes it away as well",
      test: "certificates and secrets > a secret's value is on the page after it was made, and on no page later",
      breakIt: {
        file: "portal/sections/secrets-card.ts",
        find: "  unseenSecrets.delete(keyId);\n",
        replace: "",
      },
    },
    {
      id: "portal-authorized-clients",
      feature: "Authorized client applications",
      entra: "Under Expose an API: a client ID, and the scopes that its users are not asked for.",
      source: "https://learn.microsoft.com/entra/identity-platform/quickstart-configure-app-expose-web-apis",
      test: "permissions, roles and scopes > a client is authorized beforehand, its users are not asked, and it is taken out again",
      breakIt: {
        file: "portal/sections/authorized-clients.ts",
        find: "return [...others, { appId, delegatedPermissionIds }];",
        replace: "return [...others];",
      },
    },
    {
      id: "portal-assignment",
      feature: "Assignment required?",
      entra: "Under Enterprise applications; a user who is not assigned is then refused with AADSTS50105.",
      source: "https://learn.microsoft.com/entra/identity-platform/howto-restrict-your-app-to-a-set-of-users",
      ours: "same, but it stands beside the app roles",
      test: "permissions, roles and scopes > an app role is made and given, and the sign-in wants assignment once that is required",
      breakIt: {
        file: "portal/sections/roles.ts",
        find: 'form.text("required") === "yes"',
        replace: "false",
      },
    },
  ]),
  ...witnessedBy("test/portal-files.test.ts", [
    {
      id: "portal-manifest",
      feature: "An application as a file",
      entra: "The manifest has Microsoft Graph's field names, and no secret's value.",
      source: "https://learn.microsoft.com/entra/identity-platform/reference-microsoft-graph-app-manifest",
      ours: "an import keeps the client ID of the file where that is free; Entra gives a new one",
      test: "an application as a file > it is exported with Graph's field names, and imported elsewhere under the same client ID",
      breakIt: {
        file: "portal/import-application.ts",
        find: 'appId: typeof appId === "string" && isGuid(appId) ? appId : undefined,',
        replace: "",
      },
    },
  ]),
  ...witnessedBy("test/portal-safety.test.ts", [
    {
      id: "portal-form-token",
      feature: "Forms of the portal",
      entra: "Refuses forms of other sites as well; how is its own business.",
      source: "unconfirmed",
      ours: "a form without the portal's own token is refused (CSRF)",
      test: "a form that comes without the token is refused and changes nothing (CSRF)",
      breakIt: {
        file: "portal/guard-form.ts",
        find: "if (sent.length !== expected.length || !timingSafeEqual(sent, expected)) throw refused();",
        replace: "",
      },
    },
    {
      id: "portal-form-origin",
      feature: "Forms of other sites",
      entra: "Are refused.",
      source: "unconfirmed",
      ours: "refused by Origin and by Sec-Fetch-Site (CSRF)",
      test: "a form that comes from another site, by its Origin is refused and changes nothing (CSRF)",
      breakIt: {
        file: "portal/guard-form.ts",
        find: "if (sender !== null && sender !== origin) throw refused();",
        replace: "",
      },
    },
    {
      id: "portal-this-machine",
      feature: "Who sees the portal",
      entra: "Administrators, after they have signed in.",
      source: registering,
      ours: "only the user of this machine, even where the ports are published",
      test: "only this machine's user is shown anything, or may change anything",
      breakIt: {
        file: "portal/create-portal.ts",
        find: "if (!caller.isOnThisMachine) return",
        replace: "if (caller.isOnThisMachine === undefined) return",
      },
    },
    {
      id: "explanation-this-machine",
      feature: "The request beside an explanation",
      entra: "error_uri shows no request.",
      source: "capture",
      ours: "shows the refused request, redacted, to this machine's user only",
      test: "the explanation of an error shows requests to this machine's user only",
      breakIt: {
        file: "portal/explanation-page.ts",
        find: "if (!caller.isOnThisMachine) return [];",
        replace: "",
      },
    },
  ]),
  ...witnessedBy("test/timeline.test.ts", [
    {
      id: "timeline-redacted",
      feature: "The timeline",
      entra: "Sign-in logs tell sign-ins by correlation ID, without tokens.",
      source: "https://learn.microsoft.com/entra/identity/monitoring-health/concept-sign-ins",
      ours: "every request, with decoded tokens: no signature, and Entra's own claims cut short",
      test: "a sign-in is told as one story, with the decoded tokens and without their text",
      breakIt: {
        file: "portal/token-details.ts",
        find: "internal.has(name) &&",
        replace: "name === undefined &&",
      },
    },
  ]),
  ...witnessedBy("test/explanations.test.ts", [
    {
      id: "sign-in-correlation-id",
      feature: "Correlation ID of a sign-in",
      entra: "All pages of one sign-in share the ID that it began with.",
      source: "unconfirmed",
      test: "the forms of one sign-in carry the correlation id of the request that began it",
      breakIt: {
        file: "authorize/interactions.ts",
        find: "  exchange.correlationId = interaction.correlationId;\n",
        replace: "",
      },
    },
  ]),
];
