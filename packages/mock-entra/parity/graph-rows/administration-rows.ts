import { witnessedBy } from "../witnessed-by.ts";

const application = "https://learn.microsoft.com/graph/api/resources/application";
const addPassword = "https://learn.microsoft.com/graph/api/application-addpassword";
const effectivePermissions = "https://learn.microsoft.com/graph/permissions-overview";
const principals = "https://learn.microsoft.com/graph/api/serviceprincipal-post-serviceprincipals";

/** App registrations with Graph, and so with the portal: both use the same code. */
export const administrationRows = [
  ...witnessedBy("test/graph-applications.test.ts", [
    {
      id: "graph-application-create",
      feature: "POST /applications",
      entra: "Registers an application; the first consent brings its service principal into the tenant.",
      source: "https://learn.microsoft.com/graph/api/application-post-applications",
      test: "a registration made through Graph signs users in like any other, after consent",
      breakIt: {
        file: "authorize/consent.ts",
        find: "if (!directory.findApplication(holder.appId)) continue;",
        replace: "if (!directory.findServicePrincipal(holder.appId)) continue;",
      },
    },
    {
      id: "graph-application-find",
      feature: "Finding applications",
      entra: "$filter by appId, displayName and identifierUris, and applications(appId='…') as an address.",
      source: "library",
      test: "the Azure CLI's ways to find an application all find it",
      breakIt: {
        file: "http/router.ts",
        find: `.replaceAll(/':(\\w+)'/gu, "'(?<$1>[^/']+)'")`,
        replace: "",
      },
    },
    {
      id: "graph-application-update",
      feature: "PATCH /applications",
      entra: "Changes what it names; parts of web, spa, publicClient and api that it does not name stay.",
      source: "https://learn.microsoft.com/graph/api/application-update",
      ours: "also refuses settings that it would not act on, such as preAuthorizedApplications",
      test: "an update that is refused changes nothing",
      breakIt: {
        file: "applications/update-application.ts",
        find: "const changed = applyBody(application, body);",
        replace: "const changed = Object.assign(application, applyBody(application, body));",
      },
    },
    {
      id: "graph-redirect-uri-rules",
      feature: "What can be a redirect URI",
      entra: "For web and single-page applications https, or http on localhost; wildcards are discouraged.",
      source: "https://learn.microsoft.com/entra/identity-platform/reply-url",
      ours: "no wildcards at all; 127.0.0.1 counts as localhost; the wording is unconfirmed",
      test: "plain http on the web is no redirect URI",
      breakIt: {
        file: "applications/application-rules.ts",
        find: '(platform === "publicClient" ? assertAddress : assertWebAddress)(uri)',
        replace: "assertAddress(uri)",
      },
    },
    {
      id: "graph-identifier-uri-rules",
      feature: "What can be an Application ID URI",
      entra: "api:// with the client ID or tenant ID in it, or a verified domain; each once in the tenant.",
      source: "https://learn.microsoft.com/entra/identity-platform/identifier-uri-restrictions",
      test: "an API is called by its own client ID or by the tenant's domain, never by another application's name",
      breakIt: {
        file: "applications/identifier-uri.ts",
        find: "if (hasOwnIdentifier(application, tenant, uri) || isOnVerifiedDomain(tenant, uri)) return;",
        replace: "if (uri) return;",
      },
    },
    {
      id: "graph-enabled-role",
      feature: "Deleting an app role or a scope",
      entra: "Refused with CannotDeleteOrUpdateEnabledEntitlement until it has been disabled.",
      source: "issue",
      test: "an app role cannot be deleted while it is enabled",
      breakIt: {
        file: "applications/application-rules.ts",
        find: "isEnabled && !after.some(",
        replace: "isEnabled && after.length < 0 && !after.some(",
      },
    },
    {
      id: "graph-application-delete",
      feature: "DELETE /applications",
      entra: "Takes away the application and its service principal; it can be restored for 30 days.",
      source: "https://learn.microsoft.com/graph/api/application-delete",
      ours: "there is no way back",
      test: "a deleted application is gone, with its service principal, consents and assignments",
      breakIt: {
        file: "applications/delete-application.ts",
        find: "deleteServicePrincipal(directory, principal);\n  }",
        replace: "}",
      },
    },
  ]),
  ...witnessedBy("test/graph-credentials.test.ts", [
    {
      id: "graph-secret-once",
      feature: "addPassword",
      entra:
        "Answers with the secret's text; no later answer has it, but for its first three characters (hint).",
      source: addPassword,
      test: "a secret is shown once: later only its first three characters",
      breakIt: {
        file: "graph/application-resource.ts",
        find: "secretText: null",
        replace: "secretText",
      },
    },
    {
      id: "graph-remove-password",
      feature: "removePassword",
      entra:
        "The secret opens nothing any more; one that is not there is a 400, “No credentials found to be removed.”",
      source: "issue",
      test: "a secret that is removed no longer opens anything, and cannot be removed twice",
      breakIt: {
        file: "applications/secrets.ts",
        find: "application.passwordCredentials = left;",
        replace: "",
      },
    },
    {
      id: "graph-add-key",
      feature: "addKey",
      entra: "Wants a JWT of at most ten minutes, signed by a certificate that the application has already.",
      source: "https://learn.microsoft.com/graph/application-rollkey-prooftoken",
      test: "addKey wants a proof that the caller holds a certificate of the application",
      breakIt: {
        file: "applications/key-proof.ts",
        find: "return Number(payload.exp) - Number(payload.nbf) <= maximumAgeSeconds;",
        replace: "return Number(payload.exp) > Number(payload.nbf);",
      },
    },
    {
      id: "graph-federated-credentials",
      feature: "federatedIdentityCredentials",
      entra: "Created, listed, read by id or name, changed and deleted; a name is taken once.",
      source: "https://learn.microsoft.com/graph/api/application-post-federatedidentitycredentials",
      test: "a federated credential can be made, found by name, changed and removed",
      breakIt: {
        file: "applications/federated-credentials.ts",
        find: 'throw sameValue("name")',
        replace: "return",
      },
    },
  ]),
  ...witnessedBy("test/graph-administration.test.ts", [
    {
      id: "graph-service-principal-missing",
      feature: "POST /servicePrincipals",
      entra: "An application made by Graph has none at first, so client credentials fail with AADSTS7000229.",
      source: principals,
      test: "service principals > Graph makes an application without one: client credentials miss it until it is created",
      breakIt: {
        file: "applications/register-application.ts",
        find: "directory.applications.push(application);",
        replace: "directory.applications.push(application);\n  createServicePrincipal(directory, appId);",
      },
    },
    {
      id: "graph-app-role-assigned-to",
      feature: "appRoleAssignedTo",
      entra: "Roles that the application does not have, or that are not for such a principal, are refused.",
      source: "https://learn.microsoft.com/graph/api/serviceprincipal-post-approleassignedto",
      test: "app role assignments > a user's role for an application is refused",
      breakIt: {
        file: "applications/role-assignments.ts",
        find: "role?.allowedMemberTypes.includes(member)",
        replace: "role",
      },
    },
    {
      id: "graph-permission-grants",
      feature: "oauth2PermissionGrants",
      entra: "One grant for each client, resource and principal: a second one is a 409.",
      source: "issue",
      test: "delegated permission grants > the Azure CLI's way to consent: look up, delete what was there, grant anew",
      breakIt: {
        file: "applications/permission-grants.ts",
        find: "new GraphError(409,",
        replace: "new GraphError(400,",
      },
    },
    {
      id: "graph-administration-permissions",
      feature: "Permissions for administration",
      entra: "Application.Read.All reads, Application.ReadWrite.All writes; without either it is a 403.",
      source: application,
      test: "who may > without a permission for applications nothing is shown and nothing changed",
      breakIt: {
        file: "graph/administration.ts",
        find: "  assertPermission(caller, readers);",
        replace: "",
      },
    },
    {
      id: "graph-effective-permissions",
      feature: "Effective permissions",
      entra:
        "A delegated permission gives no more than the user has: an ordinary user manages their own applications.",
      source: effectivePermissions,
      ours: "same; users may register applications, as is a tenant's default",
      test: "who may > an ordinary user registers applications and manages only those",
      breakIt: {
        file: "graph/administration.ts",
        find: "if (!mayChangeAll || !isPrivileged) throw accessDenied();",
        replace: "if (!mayChangeAll) throw accessDenied();",
      },
    },
    {
      id: "graph-consent-by-administrators",
      feature: "Consent and roles by Graph",
      entra: "Only for administrators.",
      source: effectivePermissions,
      test: "who may > an ordinary user gives no consent for everybody and no roles, whatever the token says",
      breakIt: {
        file: "graph/administration.ts",
        find: "if (caller.user && !isAdministrator(exchange.state.directory, caller.user.id)) throw accessDenied();",
        replace: "",
      },
    },
    {
      id: "graph-owned-by",
      feature: "Application.ReadWrite.OwnedBy",
      entra: "An application manages those that it made.",
      source: "https://learn.microsoft.com/graph/permissions-reference",
      test: "who may > Application.ReadWrite.OwnedBy lets an application manage what it made, and nothing else",
      breakIt: {
        file: "graph/administration.ts",
        find: 'const mayChangeAll = caller.permissions.includes("Application.ReadWrite.All");',
        replace: "const mayChangeAll = caller.permissions.length > 0;",
      },
    },
  ]),
];
