import {
  discoverAuthorizationServerMetadata,
  exchangeAuthorization,
  refreshAuthorization,
  registerClient,
  startAuthorization,
} from "@modelcontextprotocol/sdk/client/auth.js";
import { decodeJwt } from "jose";
import { describe, expect, test } from "vitest";
import { seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { createBrowser } from "./support/browser.ts";
import { authority, authorizeUrl, entraError, obtainCode, redeem, refresh } from "./support/protocol.ts";
import { answerOf, pageOf, pressButton, signIn, typePassword } from "./support/sign-in.ts";

const entra = useMockEntra();
const { remote } = seed.applications;
const { ada } = seed.users;
const issuer = `${authority}/${seed.tenant.id}/v2.0`;
const graph = "https://graph.microsoft.com";
const mismatch = { status: 400, error: "invalid_target", code: 9010010 };

describe("the resource parameter of MCP clients (RFC 8707)", () => {
  test("one that the scopes are not of goes back as invalid_target", async () => {
    const url = authorizeUrl({ resource: "http://localhost:3001/mcp", state: "s" });
    const { parameters } = answerOf(await createBrowser().open(url));
    expect(Object.fromEntries(parameters)).toMatchObject({ error: "invalid_target", state: "s" });
    expect(parameters.get("error_description")).toMatch(/^AADSTS9010010: The resource parameter/u);
  });

  test.each([graph, `${graph}/`, "00000003-0000-0000-c000-000000000000"])(
    "%s is what the scopes are of, and is accepted",
    async (resource) => {
      const { parameters } = await signIn(createBrowser(), authorizeUrl({ resource }), ada);
      expect((await redeem(parameters.get("code") ?? "", { resource })).status).toBe(200);
    },
  );

  test("the token endpoint refuses it too, for a code and for a refresh", async () => {
    const resource = "http://localhost:3001/mcp";
    expect(entraError(await redeem(await obtainCode(), { resource }))).toEqual(mismatch);
    const { body } = await redeem(await obtainCode());
    expect(entraError(await refresh(body["refresh_token"], { resource }))).toEqual(mismatch);
  });
});

describe("what MCP clients look for and Entra does not have", () => {
  test.each([
    `/.well-known/oauth-authorization-server`,
    `/.well-known/oauth-authorization-server/${seed.tenant.id}/v2.0`,
    `/.well-known/openid-configuration/${seed.tenant.id}/v2.0`,
    `/register`,
    `/${seed.tenant.id}/oauth2/v2.0/register`,
  ])("%s is 404, without a body", async (path) => {
    const response = await fetch(authority + path, { method: path.endsWith("register") ? "POST" : "GET" });
    expect([response.status, await response.text()]).toEqual([404, ""]);
    expect(entra.trace.entries().at(-1)).toMatchObject({ endpoint: "absent", status: 404 });
  });
});

test("a client ID that is the address of a metadata document is no application here", async () => {
  const url = authorizeUrl({ client_id: "https://client.example/oauth/metadata.json" });
  expect(pageOf(await createBrowser().open(url)).html).toContain("AADSTS700016");
});

describe("the MCP SDK's own client, unmodified", () => {
  test("finds the metadata at its last attempt, without a word about PKCE", async () => {
    const metadata = await discoverAuthorizationServerMetadata(issuer);
    expect(metadata?.issuer).toBe(issuer);
    expect(metadata).not.toHaveProperty("code_challenge_methods_supported");
    expect(entra.trace.entries().map(({ endpoint }) => endpoint)).toEqual([
      "absent",
      "absent",
      "openid-configuration",
    ]);
  });

  test("cannot register itself", async () => {
    const metadata = await discoverAuthorizationServerMetadata(issuer);
    const clientMetadata = { redirect_uris: [remote.redirectUri] };
    await expect(
      registerClient(issuer, { ...(metadata ? { metadata } : {}), clientMetadata }),
    ).rejects.toThrow("Incompatible auth server: does not support dynamic client registration");
    await expect(registerClient(issuer, { clientMetadata })).rejects.toThrow(/404/u);
  });

  test("sends the MCP server's address as resource, which ends in 9010010", async () => {
    const metadata = await discoverAuthorizationServerMetadata(issuer);
    const { authorizationUrl } = await startAuthorization(issuer, {
      ...(metadata ? { metadata } : {}),
      clientInformation: { client_id: remote.appId },
      redirectUrl: remote.redirectUri,
      scope: "openid User.Read",
      resource: new URL("http://localhost:3001/mcp"),
    });
    const { parameters } = answerOf(await createBrowser().open(authorizationUrl.href));
    expect(parameters.get("error_description")).toContain("AADSTS9010010:");
  });

  test("signs in and refreshes where the MCP server's address is an App ID URI of its API", async () => {
    const { api, visualStudioCode } = seed.applications;
    const metadata = await discoverAuthorizationServerMetadata(issuer);
    const clientInformation = { client_id: visualStudioCode.appId };
    const common = { ...(metadata ? { metadata } : {}), clientInformation, resource: new URL(api.resource) };
    const redirectUri = "http://localhost:33418";
    const { authorizationUrl, codeVerifier } = await startAuthorization(issuer, {
      ...common,
      redirectUrl: redirectUri,
      scope: `${api.resource}/${api.scopes.toolsRead} offline_access`,
    });
    // With offline_access, the client asks for consent each time, also if the API has authorized it before.
    expect(authorizationUrl.searchParams.get("prompt")).toBe("consent");
    const browser = createBrowser();
    const page = pageOf(await browser.open(authorizationUrl.href));
    const question = pageOf(await typePassword(browser, page, ada));
    const { parameters } = answerOf(await pressButton(browser, question, "accept"));
    const authorizationCode = parameters.get("code") ?? "";
    const tokens = await exchangeAuthorization(issuer, {
      ...common,
      authorizationCode,
      codeVerifier,
      redirectUri,
    });
    expect(decodeJwt(tokens.access_token)).toMatchObject({ aud: api.appId, azp: visualStudioCode.appId });
    // The client sends no scope here. Only the resource says which API the token is for.
    const renewed = await refreshAuthorization(issuer, {
      ...common,
      refreshToken: tokens.refresh_token ?? "",
    });
    expect(decodeJwt(renewed.access_token)).toMatchObject({ aud: api.appId, oid: ada.id });
    expect(entra.trace.entries().at(-1)?.parameters).toMatchObject({ resource: api.resource });
    expect(entra.trace.entries().at(-1)?.parameters).not.toHaveProperty("scope");
  });
});
