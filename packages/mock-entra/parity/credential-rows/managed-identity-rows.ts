import { witnessedBy } from "../witnessed-by.ts";

const page =
  "https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference";
const endpoint = "endpoints/managed-identity.ts";
const finder = "managed-identity/find-identity.ts";

/** The token endpoint that App Service offers to an application. */
const wireRows = witnessedBy("test/managed-identity.test.ts", [
  {
    id: "managed-identity-answer",
    feature: "Managed identity: answer",
    entra: "access_token, expires_on as a text, resource, token_type and client_id.",
    source: page,
    test: "the answer is App Service's: expiry as a text, the resource as asked, the client id",
    breakIt: {
      file: endpoint,
      find: "expires_on: String(secondsOf(exchange) + accessTokenSeconds)",
      replace: "expires_on: secondsOf(exchange) + accessTokenSeconds",
    },
  },
  {
    id: "managed-identity-lifetime",
    feature: "Managed identity: lifetime",
    entra: "A day; the host keeps a token and hands it out again.",
    source:
      "https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/managed-identity-best-practice-recommendations",
    ours: "a day, but every request brings a new token",
    test: "a token lives a day, or as long as the identity is given",
    breakIt: {
      file: "state/lifetimes.ts",
      find: "managedIdentityAccessTokenSeconds: 24 * hour",
      replace: "managedIdentityAccessTokenSeconds: hour",
    },
  },
  {
    id: "managed-identity-claims",
    feature: "Managed identity: claims",
    entra:
      "The service principal's oid and sub, appidacr 2, roles, and xms_mirid with the Azure resource id.",
    source: "issue",
    test: "the token is about the identity's service principal, and says where it lives in Azure",
    breakIt: {
      file: "tokens/app-only-access-token.ts",
      find: "? { xms_mirid: resourceId }",
      replace: "? {}",
    },
  },
  {
    id: "managed-identity-exchange-token",
    feature: "Managed identity: token for the exchange",
    entra:
      "For api://AzureADTokenExchange a version 2 token whose aud is fb60f99c-7a34-4190-8149-302f77469936.",
    source: "issue",
    test: "the token for the exchange is a version 2 token whose audience is a GUID",
    breakIt: {
      file: "tokens/access-token-version.ts",
      find: "if (appId === tokenExchangeAppId) return 2;",
      replace: "",
    },
  },
  {
    id: "managed-identity-selectors",
    feature: "Managed identity: naming one",
    entra: "By client_id, principal_id (or object_id) or mi_res_id.",
    source: page,
    test: "an identity can be named by mi_res_id",
    breakIt: { file: finder, find: "left.toLowerCase() === right?.toLowerCase()", replace: "left === right" },
  },
  {
    id: "managed-identity-one-selector",
    feature: "Managed identity: naming two",
    entra: "The parameters exclude each other.",
    source: page,
    ours: "400; the message is unconfirmed",
    test: "two identities at once is refused",
    breakIt: { file: finder, find: "if (named.length > 1) {", replace: "if (named.length > 2) {" },
  },
  {
    id: "managed-identity-system-assigned",
    feature: "Managed identity: naming none",
    entra: "The system-assigned identity answers.",
    source: page,
    test: "without a name it is the system-assigned identity",
    breakIt: { file: finder, find: '"isExplicit=False"', replace: '"isExplicit=Maybe"' },
  },
  {
    id: "managed-identity-unknown",
    feature: "Managed identity: one that is not there",
    entra: "400 with statusCode, message and correlationId.",
    source: "issue",
    test: "an unknown client_id is refused",
    breakIt: {
      file: "managed-identity/identity-error.ts",
      find: "{ statusCode, message, correlationId }",
      replace: "{ status: statusCode, message, correlationId }",
    },
  },
  {
    id: "managed-identity-header",
    feature: "Managed identity: wrong header",
    entra: "Without the value of IDENTITY_HEADER there is no token.",
    source: page,
    ours: "401; the status and the message are unconfirmed",
    test: "server-side request forgery: without the header's value there is no token",
    breakIt: {
      file: endpoint,
      find: 'if (exchange.request.headers.get("x-identity-header") !== identityHeader) {',
      replace: 'if (!exchange.request.headers.has("x-identity-header")) {',
    },
  },
  {
    id: "managed-identity-unknown-resource",
    feature: "Managed identity: unknown resource",
    entra: "Entra's AADSTS500011 is passed on.",
    source: "unconfirmed",
    ours: "400 with the AADSTS message",
    test: "an unknown resource is refused",
    breakIt: {
      file: "managed-identity/identity-error.ts",
      find: "`AADSTS${error.details.code}: ${error.message}`",
      replace: "error.message",
    },
  },
]);

const chain = "unmodified MSAL proves an application's identity,";

const msalRows = witnessedBy("test/msal-credentials.test.ts", [
  {
    id: "msal-managed-identity",
    feature: "MSAL's ManagedIdentityApplication",
    entra: "Reads IDENTITY_ENDPOINT and IDENTITY_HEADER, and takes its token's end from expires_on.",
    source: "library",
    test: `${chain} served > a managed identity gets a token of its own`,
    breakIt: { file: endpoint, find: "expires_on: String(", replace: "expires: String(" },
  },
  {
    id: "msal-secretless-chain",
    feature: "Managed identity as federated credential",
    entra: "A user-assigned identity's token stands in for the secret of an application that trusts it.",
    source:
      "https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity",
    ours: "same; the credential names login.microsoftonline.com, wherever the mock is served",
    test: `${chain} served > the secretless chain: a managed identity's token stands in for the application's secret`,
    breakIt: {
      file: "credentials/canonical-issuer.ts",
      find: "realOrigins.authority + issuer.slice(authority.length)",
      replace: "issuer",
    },
  },
  {
    id: "msal-secretless-sign-in",
    feature: "Signing users in without a secret",
    entra: "The same token authenticates the client when it redeems a code.",
    source: "library",
    test: `${chain} in process > the secretless chain signs users in as well`,
    breakIt: {
      file: "credentials/federated-assertion.ts",
      find: "audience === tokenExchangeAppId ? tokenExchangeAudience : audience",
      replace: "audience",
    },
  },
]);

export const managedIdentityRows = [...wireRows, ...msalRows];
