import type { ParityRow } from "./parity-row.ts";

const openidConfiguration = "endpoints/openid-configuration.ts";
const oidcPage = "https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc";

function witness(test: string) {
  return { file: "test/discovery.test.ts", test };
}

/** The fields in which a client could notice a difference. */
const documentRows: ParityRow[] = [
  {
    id: "discovery-endpoints",
    feature: "Endpoints of a tenant",
    entra: "The document names every endpoint by the tenant's id, even when it was asked for by domain.",
    source: "capture",
    ours: "same",
    witness: witness(
      "the OpenID configuration > names the tenant's endpoints by its id, asked as mcpworkshop.onmicrosoft.com",
    ),
    breakIt: {
      file: openidConfiguration,
      find: "endpoints(origins, id, id)",
      replace: "endpoints(origins, tenantSegment, id)",
    },
  },
  {
    id: "discovery-issuer-template",
    feature: "Issuer at `/common`",
    entra: "The issuer is literally `https://login.microsoftonline.com/{tenantid}/v2.0`.",
    source: oidcPage,
    ours: "same",
    witness: witness("the OpenID configuration > at /common has a template for an issuer"),
    breakIt: { file: openidConfiguration, find: '"{tenantid}")', replace: '"common")' },
  },
  {
    id: "discovery-issuer-consumers",
    feature: "Issuer at `/consumers`",
    entra: "The issuer is the tenant of all personal accounts.",
    source: oidcPage,
    ours: "same",
    witness: witness("the OpenID configuration > at /consumers has the issuer of personal accounts"),
    breakIt: { file: openidConfiguration, find: 'segment === "consumers" ?', replace: "false ?" },
  },
  {
    id: "discovery-no-pkce-metadata",
    feature: "PKCE is not advertised",
    entra:
      "`code_challenge_methods_supported` is missing, so MCP clients that follow their specification refuse.",
    source: "capture",
    ours: "same",
    witness: witness("the OpenID configuration > does not say that PKCE is supported, though it is"),
    breakIt: {
      file: openidConfiguration,
      find: 'subject_types_supported: ["pairwise"],',
      replace: 'subject_types_supported: ["pairwise"], code_challenge_methods_supported: ["S256"],',
    },
  },
  {
    id: "discovery-no-grant-types",
    feature: "Grant types are not listed",
    entra: "`grant_types_supported` is missing.",
    source: "capture",
    ours: "same",
    witness: witness("the OpenID configuration > does not list the grant types"),
    breakIt: {
      file: openidConfiguration,
      find: "http_logout_supported: true,\n",
      replace: 'http_logout_supported: true,\n  grant_types_supported: ["authorization_code"],\n',
    },
  },
  {
    id: "discovery-no-registration",
    feature: "No dynamic client registration",
    entra: "There is no `registration_endpoint`: applications are registered in the portal or through Graph.",
    source: "capture",
    ours: "same",
    witness: witness(
      "the OpenID configuration > has no registration endpoint: clients are registered by hand",
    ),
    breakIt: {
      file: openidConfiguration,
      find: "kerberos_endpoint:",
      replace: "registration_endpoint: `${authority}/${segment}/register`,\n  kerberos_endpoint:",
    },
  },
  {
    id: "discovery-client-authentication",
    feature: "Client authentication methods",
    entra:
      "The list is `client_secret_post`, `private_key_jwt`, `client_secret_basic`, `self_signed_tls_client_auth`.",
    source: "capture",
    ours: "same",
    witness: witness("the OpenID configuration > lists how clients authenticate"),
    breakIt: { file: openidConfiguration, find: '    "private_key_jwt",\n', replace: "" },
  },
  {
    id: "discovery-certificate-bound-tokens",
    feature: "Certificate-bound access tokens (RFC 8705)",
    entra: "`tls_client_certificate_bound_access_tokens` is true.",
    source: "capture",
    ours: "says so too; mutual TLS is left out",
    witness: witness("the OpenID configuration > says that tokens can be bound to certificates"),
    breakIt: {
      file: openidConfiguration,
      find: "  tls_client_certificate_bound_access_tokens: true,\n",
      replace: "",
    },
  },
  {
    id: "discovery-response-types",
    feature: "Response types and modes",
    entra: "Implicit and hybrid types are listed although most applications may not use them.",
    source: "capture",
    ours: "same",
    witness: witness("the OpenID configuration > lists response types and modes, implicit ones included"),
    breakIt: { file: openidConfiguration, find: ', "id_token token"]', replace: "]" },
  },
  {
    id: "discovery-id-token-kind",
    feature: "Subjects and signatures",
    entra: "Subjects are pairwise, id tokens are signed with RS256 only, and four scopes are listed.",
    source: "capture",
    ours: "same",
    witness: witness("the OpenID configuration > says what id tokens are like: pairwise subjects, RS256"),
    breakIt: { file: openidConfiguration, find: '["pairwise"]', replace: '["public"]' },
  },
  {
    id: "discovery-claims",
    feature: "Claims",
    entra: "`claims_supported` lists neither `roles` nor `groups`, though tokens may have them.",
    source: "capture",
    ours: "same",
    witness: witness(
      "the OpenID configuration > lists the claims that there may be, and not roles or groups",
    ),
    breakIt: { file: openidConfiguration, find: '    "acr",\n', replace: '    "acr",\n    "roles",\n' },
  },
  {
    id: "discovery-logout",
    feature: "Sign-out",
    entra: "Sign-out by redirect and by front channel are announced.",
    source: "capture",
    ours: "same",
    witness: witness("the OpenID configuration > supports sign-out by redirect and by front channel"),
    breakIt: { file: openidConfiguration, find: "  frontchannel_logout_supported: true,\n", replace: "" },
  },
  {
    id: "discovery-cloud",
    feature: "Cloud and region",
    entra: "The cloud's hosts, the tenant's region and Graph's userinfo endpoint are named.",
    source: "capture",
    ours: "same",
    witness: witness("the OpenID configuration > names the cloud, and Graph for userinfo"),
    breakIt: { file: openidConfiguration, find: '"graph.windows.net"', replace: '"graph.microsoft.com"' },
  },
  {
    id: "discovery-mutual-tls",
    feature: "Mutual TLS",
    entra: "`mtls_endpoint_aliases` may name a host for certificate-bound tokens.",
    source: "unconfirmed",
    ours: "left out: the mock does not do mutual TLS",
    witness: witness("the OpenID configuration > does not speak of mutual TLS"),
    breakIt: {
      file: openidConfiguration,
      find: "request_uri_parameter_supported: false,\n",
      replace: "request_uri_parameter_supported: false,\n  mtls_endpoint_aliases: {},\n",
    },
  },
  {
    id: "discovery-unknown-tenant",
    feature: "Document of an unknown tenant",
    entra: "It is refused with 400 `invalid_request` and AADSTS90002.",
    source: "https://learn.microsoft.com/entra/identity-platform/reference-error-codes",
    ours: "same",
    witness: witness("the OpenID configuration > of a tenant that does not exist is refused"),
    breakIt: {
      file: "authorize/resolve-tenant.ts",
      find: "throw isWellFormed ? aadsts.tenantNotFound(segment) : aadsts.tenantMalformed(segment);",
      replace: "return tenant;",
    },
  },
  {
    id: "discovery-caching",
    feature: "Caching of the document",
    entra: "Clients may keep the document and the keys for a day (`max-age=86400`).",
    source: "unconfirmed",
    ours: "`no-store, no-cache`, as for every other answer, so that a rotated key is seen at once",
    witness: witness("the OpenID configuration > is not to be kept by caches"),
    breakIt: {
      file: "http/entra-headers.ts",
      find: '"Cache-Control": "no-store, no-cache"',
      replace: '"Cache-Control": "max-age=86400"',
    },
  },
];

const keyRows: ParityRow[] = [
  {
    id: "keys-issuer",
    feature: "Issuer of a key",
    entra: "Each key names the issuer that it signs for; at `/common` by the template.",
    source: "https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-the-issuer",
    ours: "same",
    witness: witness("the keys > say for which issuer they sign, at /common by a template"),
    breakIt: {
      file: "endpoints/jwks.ts",
      find: '${isShared ? "{tenantid}" : id}',
      replace: "${id}",
    },
  },
];

const instanceRows: ParityRow[] = [
  {
    id: "instance-discovery",
    feature: "Instance discovery",
    entra: "It names the tenant's document and, cloud by cloud, every host that is Microsoft's.",
    source: "library",
    ours: "only the host that the mock itself answers for",
    witness: witness("instance discovery > names the tenant's document and the authority's other names"),
    breakIt: {
      file: "endpoints/instance-discovery.ts",
      find: "preferred_cache: host, ",
      replace: "",
    },
  },
  {
    id: "instance-discovery-stranger",
    feature: "Instance discovery of a foreign host",
    entra: "It is refused with `invalid_instance` and AADSTS50049, so a library does not trust that host.",
    source: "https://learn.microsoft.com/entra/identity-platform/reference-error-codes",
    ours: "same",
    witness: witness("instance discovery > does not vouch for another host"),
    breakIt: {
      file: "endpoints/instance-discovery.ts",
      find: "if (askedHost !== host) throw aadsts.instanceUnknown();",
      replace: "",
    },
  },
];

/** The metadata that a client reads before its first request. */
export const discoveryRows: ParityRow[] = [...documentRows, ...keyRows, ...instanceRows];
