import { witnessedBy } from "../witnessed-by.ts";

const restrictions = "https://learn.microsoft.com/entra/identity-platform/identifier-uri-restrictions";
const policy = "https://learn.microsoft.com/graph/api/resources/identifieruriconfiguration";
const https = "an https address as App ID URI";
const file = "applications/identifier-uri.ts";

/** The names with which clients may call an API. */
export const identifierUriRows = witnessedBy("test/identifier-uris.test.ts", [
  {
    id: "identifier-uri-version",
    feature: "An https App ID URI of an API that gets version 1 tokens",
    entra: "Is refused: the access token version has to be 2 first.",
    source: policy,
    ours: "same; the words are unconfirmed",
    test: `${https} > is refused to an API that gets version 1 tokens: the version comes first`,
    breakIt: {
      file,
      find: 'if (uri.startsWith("https:")) assertNamesAddress(application, uri);',
      replace: "",
    },
  },
  {
    id: "identifier-uri-use-guid",
    feature: "An https App ID URI with the optional claim aud, use_guid",
    entra: "Is taken: version 1 tokens then have the client ID as their audience.",
    source: restrictions,
    test: `${https} > is taken from an API whose version 1 tokens have the client ID as audience (use_guid)`,
    breakIt: { file, find: " || usesGuidAudience(application)) return;", replace: ") return;" },
  },
  {
    id: "identifier-uri-slash",
    feature: "An App ID URI with a slash at the end",
    entra: "Is refused.",
    source: restrictions,
    ours: "same; the words are unconfirmed",
    test: `${https} > https://tools.mcpworkshop.onmicrosoft.com/mcp/ is refused`,
    breakIt: { file, find: '  if (uri.endsWith("/")) {', replace: '  if (uri === "/") {' },
  },
  {
    id: "identifier-uri-domain",
    feature: "An https App ID URI on another’s domain",
    entra: "Is refused, azurewebsites.net included: only the tenant’s verified domains do.",
    source: restrictions,
    test: `${https} > https://my-server.azurewebsites.net/mcp is refused`,
    breakIt: {
      file,
      find: "return hostname === defaultDomain || hostname.endsWith(`.${defaultDomain}`);",
      replace:
        'return hostname.endsWith(".net") || hostname === defaultDomain || hostname.endsWith(`.${defaultDomain}`);',
    },
  },
  {
    id: "identifier-uri-loopback",
    feature: "An App ID URI on this machine",
    entra: "Is refused: localhost cannot be verified.",
    source: restrictions,
    test: `${https} > http://localhost:3001/mcp is refused`,
    breakIt: {
      file,
      find: 'if (allowsLoopbackIdentifierUris && !uri.endsWith("/")) return;',
      replace: "return;",
    },
  },
  {
    id: "identifier-uri-loopback-allowed",
    feature: "`--allow-loopback-identifier-uris`",
    entra: "Has nothing like it.",
    source: restrictions,
    ours: "App ID URIs such as http://localhost:3001/mcp are taken, for MCP clients offline; a warning at start-up says that Entra refuses them",
    test: "with allowLoopbackIdentifierUris, which Entra does not have > the seed's API has the remote server's address, and clients can send it as resource",
    breakIt: {
      file: "directory/seed.ts",
      find: "if (allowsLoopbackIdentifierUris) api?.identifierUris.push(loopbackResource);",
      replace: "",
    },
  },
]);
