import { describe, expect, test } from "vitest";
import { seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { authority, entraError, invalidRequest, jsonOf } from "./support/protocol.ts";

useMockEntra();
const { id: tenantId, domain } = seed.tenant;

async function get(path: string) {
  const response = await fetch(`${authority}${path}`);
  return { status: response.status, headers: response.headers, body: await jsonOf(response) };
}

function discover(tenant: string) {
  return get(`/${tenant}/v2.0/.well-known/openid-configuration`);
}

describe("the OpenID configuration", () => {
  test.each([tenantId, domain, domain.toUpperCase()])(
    "names the tenant's endpoints by its id, asked as %s",
    async (tenant) => {
      const { status, body } = await discover(tenant);
      expect(status).toBe(200);
      expect(body).toMatchObject({
        issuer: `${authority}/${tenantId}/v2.0`,
        authorization_endpoint: `${authority}/${tenantId}/oauth2/v2.0/authorize`,
        token_endpoint: `${authority}/${tenantId}/oauth2/v2.0/token`,
        device_authorization_endpoint: `${authority}/${tenantId}/oauth2/v2.0/devicecode`,
        end_session_endpoint: `${authority}/${tenantId}/oauth2/v2.0/logout`,
        jwks_uri: `${authority}/${tenantId}/discovery/v2.0/keys`,
        kerberos_endpoint: `${authority}/${tenantId}/kerberos`,
      });
    },
  );

  test.each(["common", "organizations"])("at /%s has a template for an issuer", async (segment) => {
    const { body } = await discover(segment);
    expect(body).toMatchObject({
      issuer: `${authority}/{tenantid}/v2.0`,
      token_endpoint: `${authority}/${segment}/oauth2/v2.0/token`,
      jwks_uri: `${authority}/${segment}/discovery/v2.0/keys`,
      tenant_region_scope: null,
    });
  });

  test("at /consumers has the issuer of personal accounts", async () => {
    const { body } = await discover("consumers");
    expect(body["issuer"]).toBe(`${authority}/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0`);
  });

  test("does not say that PKCE is supported, though it is", async () => {
    expect((await discover(tenantId)).body).not.toHaveProperty("code_challenge_methods_supported");
  });

  test("does not list the grant types", async () => {
    expect((await discover(tenantId)).body).not.toHaveProperty("grant_types_supported");
  });

  test("has no registration endpoint: clients are registered by hand", async () => {
    expect((await discover(tenantId)).body).not.toHaveProperty("registration_endpoint");
  });

  test("lists how clients authenticate", async () => {
    expect((await discover(tenantId)).body["token_endpoint_auth_methods_supported"]).toEqual([
      "client_secret_post",
      "private_key_jwt",
      "client_secret_basic",
      "self_signed_tls_client_auth",
    ]);
  });

  test("says that tokens can be bound to certificates", async () => {
    expect((await discover(tenantId)).body["tls_client_certificate_bound_access_tokens"]).toBe(true);
  });

  test("says nothing of client ID metadata documents", async () => {
    expect((await discover(tenantId)).body).not.toHaveProperty("client_id_metadata_document_supported");
  });

  test("lists response types and modes, implicit ones included", async () => {
    expect((await discover(tenantId)).body).toMatchObject({
      response_types_supported: ["code", "id_token", "code id_token", "id_token token"],
      response_modes_supported: ["query", "fragment", "form_post"],
      request_uri_parameter_supported: false,
    });
  });

  test("says what id tokens are like: pairwise subjects, RS256", async () => {
    expect((await discover(tenantId)).body).toMatchObject({
      subject_types_supported: ["pairwise"],
      id_token_signing_alg_values_supported: ["RS256"],
      scopes_supported: ["openid", "profile", "email", "offline_access"],
    });
  });

  test("lists the claims that there may be, and not roles or groups", async () => {
    const claims = (await discover(tenantId)).body["claims_supported"];
    expect(claims).toEqual(
      "sub iss cloud_instance_name cloud_instance_host_name cloud_graph_host_name msgraph_host aud exp iat auth_time acr nonce preferred_username name tid ver at_hash c_hash email".split(
        " ",
      ),
    );
  });

  test("supports sign-out by redirect and by front channel", async () => {
    expect((await discover(tenantId)).body).toMatchObject({
      http_logout_supported: true,
      frontchannel_logout_supported: true,
    });
  });

  test("names the cloud, and Graph for userinfo", async () => {
    expect((await discover(tenantId)).body).toMatchObject({
      userinfo_endpoint: "https://graph.microsoft.com/oidc/userinfo",
      tenant_region_scope: "EU",
      cloud_instance_name: "login.microsoftonline.com",
      cloud_graph_host_name: "graph.windows.net",
      msgraph_host: "graph.microsoft.com",
      rbac_url: "https://pas.windows.net",
    });
  });

  test("does not speak of mutual TLS", async () => {
    expect((await discover(tenantId)).body).not.toHaveProperty("mtls_endpoint_aliases");
  });

  test("of a tenant that does not exist is refused", async () => {
    expect(entraError(await discover("11111111-2222-4333-8444-555555555555"))).toEqual(invalidRequest(90002));
    expect(entraError(await discover("unknown.example"))).toEqual(invalidRequest(90002));
  });

  test("is not to be kept by caches", async () => {
    expect((await discover(tenantId)).headers.get("cache-control")).toBe("no-store, no-cache");
  });
});

describe("the keys", () => {
  const keysOf = async (tenant: string): Promise<Record<string, unknown>[]> => {
    const { keys } = (await get(`/${tenant}/discovery/v2.0/keys`)).body;
    if (!Array.isArray(keys)) throw new Error("no keys");
    return keys.map((key: object) => Object.fromEntries(Object.entries(key)));
  };

  test("say for which issuer they sign, at /common by a template", async () => {
    const issuerOf = async (tenant: string) => (await keysOf(tenant)).map(({ issuer }) => issuer);
    expect(await issuerOf(tenantId)).toEqual([`${authority}/${tenantId}/v2.0`]);
    expect([...new Set(await issuerOf("common"))]).toEqual([`${authority}/{tenantid}/v2.0`]);
  });
});

describe("instance discovery", () => {
  const ask = (authorizationEndpoint: string) =>
    get(
      `/common/discovery/instance?${new URLSearchParams({
        "api-version": "1.1",
        authorization_endpoint: authorizationEndpoint,
      }).toString()}`,
    );

  test("names the tenant's document and the authority's other names", async () => {
    const { body } = await ask(`${authority}/${tenantId}/oauth2/v2.0/authorize`);
    expect(body).toEqual({
      tenant_discovery_endpoint: `${authority}/${tenantId}/v2.0/.well-known/openid-configuration`,
      "api-version": "1.1",
      metadata: [
        {
          preferred_network: "login.microsoftonline.com",
          preferred_cache: "login.microsoftonline.com",
          aliases: ["login.microsoftonline.com"],
        },
      ],
    });
  });

  test("does not vouch for another host", async () => {
    expect(entraError(await ask("https://login.evil.example/common/oauth2/v2.0/authorize"))).toEqual({
      status: 400,
      error: "invalid_instance",
      code: 50049,
    });
  });
});

test.each([
  ".well-known/openid-configuration",
  "discovery/keys",
  "oauth2/token",
  "oauth2/devicecode",
  "openid/userinfo",
])("the first version's %s is refused, not missing: AADSTS500201", async (path) => {
  expect(entraError(await get(`/${tenantId}/${path}`))).toEqual(invalidRequest(500201));
});
