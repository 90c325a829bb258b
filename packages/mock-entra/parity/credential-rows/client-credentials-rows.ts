import { witnessedBy } from "../witnessed-by.ts";

const grant = "grants/client-credentials.ts";
const grantPage = "https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow";
const claimsPage = "https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference";

/** An application that acts as itself. */
export const clientCredentialsRows = witnessedBy("test/client-credentials.test.ts", [
  {
    id: "client-credentials-answer",
    feature: "Answer to client credentials",
    entra: "Exactly token_type, expires_in, ext_expires_in and access_token: no scope, no refresh token.",
    source: "capture",
    test: "the answer has four members and no refresh token, whatever else was asked",
    breakIt: {
      file: grant,
      find: 'token_type: "Bearer",',
      replace: 'token_type: "Bearer", refresh_token: "x",',
    },
  },
  {
    id: "client-credentials-lifetime",
    feature: "Lifetime of an application's token",
    entra: "3599 seconds, as in Microsoft's example of the answer; not drawn at random.",
    source: grantPage,
    ours: "same, or what setLifetimes says",
    test: "the application's own lifetime counts",
    breakIt: {
      file: "state/lifetimes.ts",
      find: "lifetimes.accessTokenSeconds ?? defaultLifetimes.appOnlyAccessTokenSeconds",
      replace: "defaultLifetimes.appOnlyAccessTokenSeconds",
    },
  },
  {
    id: "client-credentials-version-2",
    feature: "Version 2 token of an application",
    entra:
      "aud is the API's GUID, azp and azpacr the client's, oid and sub its service principal; never scp.",
    source: "capture",
    test: "a version 2 token for an API: jose verifies it, and it is about the application itself",
    breakIt: {
      file: "tokens/app-only-access-token.ts",
      find: "    sub: principal.id,",
      replace: "    sub: principal.appId,",
    },
  },
  {
    id: "client-credentials-version-1",
    feature: "Version 1 token of an application",
    entra: "Where the API's manifest says null or 1: issuer sts.windows.net, App ID URI, appid, appidacr.",
    source: claimsPage,
    test: "requestedAccessTokenVersion null gives a version 1 token",
    breakIt: {
      file: "tokens/access-token-version.ts",
      find: "?.api.requestedAccessTokenVersion === 2 ? 2 : 1",
      replace: "?.api.requestedAccessTokenVersion === 1 ? 1 : 2",
    },
  },
  {
    id: "client-credentials-roles",
    feature: "Application permissions",
    entra: "The app roles that the service principal is assigned to; without any there is no roles claim.",
    source: grantPage,
    test: "an application without a role gets a token without the roles claim, never with scp",
    breakIt: {
      file: "tokens/app-only-access-token.ts",
      find: "...(roles.length > 0 ? { roles } : {}),",
      replace: "roles,",
    },
  },
  {
    id: "client-credentials-graph",
    feature: "Application's token for Graph",
    entra: "A version 1 token with idtyp=app and roles, which third parties cannot verify.",
    source: "library",
    test: "a token for Graph lists application permissions, and only Graph can verify it",
    breakIt: {
      file: "tokens/app-only-access-token.ts",
      find: "if (subject.resource.appId === microsoftGraphAppId) return issueForGraph(exchange, subject);",
      replace: "",
    },
  },
  {
    id: "client-credentials-scope",
    feature: "Scope of client credentials",
    entra: "AADSTS1002012: 400 `invalid_scope` when client credentials ask for anything but /.default.",
    source: "issue",
    test: "the scope User.Read is refused: only /.default will do",
    breakIt: {
      file: grant,
      find: "throw aadsts.defaultScopeExpected(scope)",
      replace: "return parseScopes(exchange.state, scope, application, tenant)",
    },
  },
  {
    id: "client-credentials-public-client",
    feature: "Client credentials of a public client",
    entra: "7000218 without a proof, 700025 with one.",
    source: "issue",
    test: "a public client cannot act as itself, with or without something to prove it",
    breakIt: {
      file: grant,
      find: 'if (clientAuthentication === "0") throw aadsts.secretMissing();',
      replace: 'if (clientAuthentication === "0") throw aadsts.publicClientSentSecret();',
    },
  },
  {
    id: "client-credentials-assignment",
    feature: "API that requires assignment",
    entra:
      "AADSTS501051: 400 `invalid_grant` when an API requires assignment and the application has no role on it.",
    source: "issue",
    ours: "same; public reports differ about `error`",
    test: "an API that requires assignment refuses an application without one",
    breakIt: {
      file: grant,
      find: "if (!isAssigned) throw aadsts.applicationNotAssigned(principal, resource);",
      replace: "",
    },
  },
  {
    id: "client-credentials-service-principal",
    feature: "Application without a service principal",
    entra: "AADSTS7000229: 401 `invalid_client` when the application has no service principal in the tenant.",
    source: "issue",
    test: "an application without a service principal in the tenant is refused",
    breakIt: {
      file: "errors/application-errors.ts",
      find: "{ ...invalidClient, code: 7000229 }",
      replace: "{ ...unauthorizedClient, code: 7000229 }",
    },
  },
]);
