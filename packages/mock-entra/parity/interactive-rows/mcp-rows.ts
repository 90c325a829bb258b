import { witnessedBy } from "../witnessed-by.ts";

const resourceIssue = "issue";
const sdk = "the MCP SDK's own client, unmodified";

/** Problems of MCP clients that use Entra directly. */
export const mcpRows = witnessedBy("test/mcp-traps.test.ts", [
  {
    id: "resource-mismatch",
    feature: "resource that is not what the scopes are of",
    entra: "Goes back as invalid_target, 9010010.",
    source: resourceIssue,
    test: "the resource parameter of MCP clients (RFC 8707) > one that the scopes are not of goes back as invalid_target",
    breakIt: {
      file: "authorize/authorize-request.ts",
      find: '  assertResourceMatches(form.get("resource"), scopes);\n',
      replace: "",
    },
  },
  {
    id: "resource-match",
    feature: "resource that the scopes are of",
    entra: "Accepted.",
    source: resourceIssue,
    test: "the resource parameter of MCP clients (RFC 8707) > https://graph.microsoft.com/ is what the scopes are of, and is accepted",
    breakIt: {
      file: "directory/microsoft-graph.ts",
      find: ', "https://graph.microsoft.com/"],',
      replace: "],",
    },
  },
  {
    id: "resource-at-token",
    feature: "resource at the token endpoint",
    entra: "Compared with the scopes there too.",
    source: resourceIssue,
    test: "the resource parameter of MCP clients (RFC 8707) > the token endpoint refuses it too, for a code and for a refresh",
    breakIt: {
      file: "authorize/requested-scopes.ts",
      find: "throw aadsts.resourceDoesNotMatchScope();",
      replace: "return;",
    },
  },
  {
    id: "registration-absent",
    feature: "Dynamic client registration",
    entra: "There is no such endpoint: 404.",
    source: "https://learn.microsoft.com/entra/identity-platform/v2-protocols",
    ours: "same; that the answer has no body is unconfirmed",
    test: "what MCP clients look for and Entra does not have > /register is 404, without a body",
    breakIt: { file: "endpoints/absent.ts", find: "status: 404", replace: "status: 201" },
  },
  {
    id: "metadata-absent",
    feature: "OAuth authorization server metadata (RFC 8414)",
    entra: "There is none: only OpenID Connect's document, below the tenant.",
    source: "issue",
    test: `${sdk} > finds the metadata at its last attempt, without a word about PKCE`,
    breakIt: {
      file: "endpoints/absent.ts",
      find: '  "/.well-known/openid-configuration/*",\n',
      replace: "",
    },
  },
  {
    id: "client-id-metadata-documents",
    feature: "Client ID metadata documents (preview)",
    entra:
      "Where the preview is on, the client ID is an https address: Entra fetches the document, makes the client an agent identity of the tenant, and asks consent as ever; code with PKCE only.",
    source: "https://learn.microsoft.com/entra/agent-id/client-id-metadata-documents",
    ours: "left out, as in a tenant without the preview: 700016; its errors and claims are unconfirmed, and discovery did not announce it in October 2026",
    test: "a client ID that is the address of a metadata document is no application here",
    breakIt: {
      file: "authorize/resolve-client.ts",
      find: "const application = state.directory.findApplication(appId) ??",
      replace:
        'const application = state.directory.findApplication(appId.startsWith("https:") ? (state.directory.applications[0]?.appId ?? "") : appId) ??',
    },
  },
  {
    id: "sdk-registration",
    feature: "The MCP SDK without a client id",
    entra: "Cannot register itself, and gives up.",
    source: "library",
    test: `${sdk} > cannot register itself`,
    breakIt: {
      file: "endpoints/openid-configuration.ts",
      find: "  userinfo_endpoint:",
      replace: "  registration_endpoint: `${authority}/register`,\n  userinfo_endpoint:",
    },
  },
  {
    id: "sdk-resource-accepted",
    feature: "The MCP SDK where its resource is an App ID URI",
    entra: "Signs in, and refreshes with resource and without scope.",
    source: "https://learn.microsoft.com/entra/agent-id/secure-mcp-server-with-entra-id",
    ours: "same; that a refresh without scope gets the sign-in’s scopes is unconfirmed",
    test: `${sdk} > signs in and refreshes where the MCP server's address is an App ID URI of its API`,
    breakIt: {
      file: "grants/refresh-token.ts",
      find: '(form.has("resource") ? token.scopes.join(" ") : undefined)',
      replace: "undefined",
    },
  },
  {
    id: "sdk-resource",
    feature: "The MCP SDK's resource parameter",
    entra: "Names the MCP server, which the scopes are not of: 9010010.",
    source: "library",
    test: `${sdk} > sends the MCP server's address as resource, which ends in 9010010`,
    breakIt: {
      file: "authorize/authorize-request.ts",
      find: '  assertResourceMatches(form.get("resource"), scopes);\n',
      replace: "",
    },
  },
]);
