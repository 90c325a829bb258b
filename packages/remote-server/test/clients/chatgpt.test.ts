import { seed } from "@mcp-entra/mock-entra";
import { signIn } from "@mcp-entra/mock-entra/browser";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { describe, expect, it } from "vitest";
import { authorizationUrl, redeem } from "../support/by-hand.ts";
import { sendJson, serveDocument } from "../support/document-server.ts";
import { allow, createTestBrowser } from "../support/test-client.ts";
import { startTestServer } from "../support/test-server.ts";

useMockEntra();

const redirectUri = "https://chatgpt.com/connector/oauth/IbUR3zxyNQ16";

/** The document at https://chatgpt.com/oauth/IbUR3zxyNQ16/client.json, with another address. */
const documentOf = (clientId: string) => ({
  client_id: clientId,
  client_uri: "https://chatgpt.com/",
  redirect_uris: [redirectUri],
  token_endpoint_auth_method: "private_key_jwt",
  token_endpoint_auth_methods_supported: ["none", "private_key_jwt"],
  grant_types: ["authorization_code", "refresh_token"],
  response_types: ["code"],
  client_name: "ChatGPT",
  logo_uri: "https://persistent.oaistatic.com/sonic/misc/openai-logo.png",
  token_endpoint_auth_signing_alg: "RS256",
  jwks_uri: "https://chatgpt.com/oauth/jwks.json",
});

async function startWithDocument(change: Record<string, unknown> = {}) {
  const site = await serveDocument();
  site.answer = sendJson({ ...documentOf(site.clientId), ...change });
  const { endpoints } = await startTestServer({ DANGEROUSLY_ALLOW_LOOPBACK_CLIENT_DOCUMENTS: "true" });
  const question = authorizationUrl(endpoints, site.clientId, {
    redirect_uri: redirectUri,
    resource: endpoints.mcp,
    scope: "User.Read offline_access",
    state: "oauth_s_68a0",
  });
  return { endpoints, clientId: site.clientId, question };
}

describe("ChatGPT", () => {
  it("prefers a proof of possession, offers none as well, and signs in with none", async () => {
    const { endpoints, clientId, question } = await startWithDocument();
    const browser = createTestBrowser(redirectUri);
    const arrived = await signIn(browser, await allow(browser, question), seed.users.ada);
    const code = new URL(arrived.url).searchParams.get("code") ?? "";
    const tokens = await redeem(endpoints, clientId, code, {
      redirect_uri: redirectUri,
      resource: endpoints.mcp,
    });
    expect(tokens).toMatchObject({ token_type: "Bearer", refresh_token: expect.any(String) });
  });

  it("finds in our metadata that none is what we know", async () => {
    const { endpoints } = await startTestServer();
    const response = await fetch(`${endpoints.issuer}/.well-known/oauth-authorization-server`);
    expect(await response.json()).toMatchObject({ token_endpoint_auth_methods_supported: ["none"] });
  });

  it.each([
    ["lists nothing but the proof", { token_endpoint_auth_methods_supported: ["private_key_jwt"] }],
    ["lists nothing at all", { token_endpoint_auth_methods_supported: undefined }],
  ])("would be refused if its document %s: it counts on being asked for it", async (_case, change) => {
    const { question } = await startWithDocument(change);
    const response = await fetch(question, { redirect: "manual" });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain("token_endpoint_auth_method");
  });
});
