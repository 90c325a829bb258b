import { witnessedBy } from "../witnessed-by.ts";

const preauthorization =
  "https://learn.microsoft.com/entra/identity-platform/permissions-consent-overview#preauthorization";
const combined =
  "https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow#default-and-combined-consent";
const slashIssue = "https://github.com/anthropics/claude-code/issues/52871";
const beforehand = "a client that the API has authorized beforehand";
const known = "combined consent, for a client that the API knows";
const resource = "the resource parameter (RFC 8707) of an API of one's own";

/** A developer's own API: which clients its users are asked about, and how requests name the API. */
export const apiConsentRows = witnessedBy("test/api-consent.test.ts", [
  {
    id: "preauthorized-client",
    feature: "preAuthorizedApplications",
    entra: "Users of these clients are not asked for the scopes that are listed.",
    source: preauthorization,
    ours: "same; it is unconfirmed that openid, profile and offline_access need no question either",
    test: `${beforehand} > gets the API's scopes, and no user is asked`,
    breakIt: {
      file: "authorize/granted-scopes.ts",
      find: "...preAuthorizedScopes(directory, appId, resource), ",
      replace: "",
    },
  },
  {
    id: "preauthorized-scopes",
    feature: "preAuthorizedApplications, other scopes",
    entra: "Users are asked for scopes that are not listed.",
    source: preauthorization,
    test: `${beforehand} > is asked for a scope that it was not authorized for`,
    breakIt: {
      file: "authorize/granted-scopes.ts",
      find: "resource.oauth2PermissionScopes.filter(({ id }) => ids.has(id))",
      replace: "resource.oauth2PermissionScopes.filter(({ id }) => id !== '' && ids.size > 0)",
    },
  },
  {
    id: "preauthorized-default",
    feature: "preAuthorizedApplications with .default",
    entra: "Gives what is listed; the client’s registration need not list the API.",
    source: "unconfirmed",
    test: `${beforehand} > may ask by .default, though its registration does not list the API`,
    breakIt: {
      file: "authorize/consent.ts",
      find: "    ...preAuthorizedScopes(directory, appId, scopes.resource),\n",
      replace: "",
    },
  },
  {
    id: "visual-studio-code",
    feature: "Visual Studio Code’s client ID",
    entra:
      "Is an application of Microsoft’s own that signs in to every tenant; an API lets it in by preAuthorizedApplications.",
    source: "https://learn.microsoft.com/azure/app-service/configure-authentication-mcp",
    ours: "same; its redirect URIs are unconfirmed, and so is that its users can consent where it was not let in",
    test: `${beforehand} > is asked like any other once the API has taken it back`,
    breakIt: {
      file: "directory/look-up.ts",
      find: "[...applications, visualStudioCode].find(",
      replace: "[...applications].find(",
    },
  },
  {
    id: "combined-consent",
    feature: "knownClientApplications",
    entra:
      "A known client that asks for the API’s .default has its users asked for the API’s permissions on the same page.",
    source: combined,
    ours: "same for users; the admin consent endpoint asks for the client’s alone",
    test: `${known} > one page asks for the client's permissions and the API's own, and the API can then act for the user`,
    breakIt: {
      file: "authorize/consent.ts",
      find: "return api && isKnown ? listedPermissions(directory, api) : [];",
      replace: "return api && isKnown ? [] : [];",
    },
  },
  {
    id: "combined-consent-by-name",
    feature: "knownClientApplications and scopes by name",
    entra: "Only .default asks for both.",
    source: combined,
    test: `${known} > scopes by name are the client's alone`,
    breakIt: {
      file: "authorize/consent.ts",
      find: "const listed = values.includes(defaultScope) ? defaultPermissions(state, question) : [];",
      replace: "const listed = defaultPermissions(state, question);",
    },
  },
  {
    id: "resource-of-api",
    feature: "resource at authorize, code and refresh",
    entra: "Has to be an App ID URI of the API that the scopes are of; then the token is for the API.",
    source: "https://learn.microsoft.com/entra/agent-id/secure-mcp-server-with-entra-id",
    ours: "same; that a refresh with resource and without scope gets the sign-in’s scopes is unconfirmed",
    test: `${resource} > is accepted where it is an App ID URI of the API, at each step`,
    breakIt: {
      file: "grants/refresh-token.ts",
      find: '(form.has("resource") ? token.scopes.join(" ") : undefined)',
      replace: "undefined",
    },
  },
  {
    id: "resource-character-for-character",
    feature: "resource with a slash at the end",
    entra: "Is another resource: 9010010, at the sign-in and at each refresh.",
    source: slashIssue,
    test: `${resource} > https://mcp.mcpworkshop.onmicrosoft.com/mcp/ is another one: refused with 9010010`,
    breakIt: {
      file: "authorize/requested-scopes.ts",
      find: "scopes.resource.servicePrincipalNames.includes(resource)",
      replace: 'scopes.resource.servicePrincipalNames.includes(resource.replace(/\\/$/u, ""))',
    },
  },
  {
    id: "short-scope-names",
    feature: "A scope of one’s own API by its short name",
    entra: "Is looked for at Graph: 650053.",
    source: "https://github.com/anthropics/claude-code/issues/73460",
    test: `${resource} > short scope names are Graph's, which does not have them`,
    breakIt: {
      file: "authorize/requested-scopes.ts",
      find: "  if (registered === undefined)\n",
      replace: "  if (registered === undefined && value === '')\n",
    },
  },
]);
