import { seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { describe, expect, it } from "vitest";
import { redeem, signInByHand } from "../support/by-hand.ts";
import { signedIn } from "../support/signed-in.ts";
import { startTestServer } from "../support/test-server.ts";

useMockEntra();

/** Gemini CLI sends this before it connects, and so does Qwen Code, which is based on it. They start a sign-in if the answer is a 401. */
const probes = [
  ["/mcp", { accept: "application/json" }],
  ["/sse", { accept: "text/event-stream" }],
] as const;

describe("Gemini CLI and Qwen Code", () => {
  it.each(probes)("find the sign-in by asking for the head of %s", async (path, headers) => {
    const { endpoints } = await startTestServer();
    const response = await fetch(endpoints.issuer + path, { method: "HEAD", headers });
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe(
      `Bearer scope="User.Read", resource_metadata="${endpoints.issuer}/.well-known/oauth-protected-resource${path}"`,
    );
    expect(await response.text()).toBe("");
  });

  it.each(probes)("open nothing by that, once they are signed in (%s)", async (path, headers) => {
    const { endpoints, token } = await signedIn();
    const response = await fetch(endpoints.issuer + path, {
      method: "HEAD",
      headers: { ...headers, authorization: `Bearer ${token}` },
    });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe(path === "/mcp" ? "POST" : "GET");
  });

  it.each([
    "/.well-known/oauth-protected-resource/mcp",
    "/.well-known/oauth-protected-resource/sse",
    "/.well-known/oauth-protected-resource",
    "/.well-known/oauth-authorization-server",
  ])("get the head of %s as they would get it all", async (path) => {
    const { endpoints } = await startTestServer();
    const [head, all] = await Promise.all(
      ["HEAD", "GET"].map(async (method) => fetch(endpoints.issuer + path, { method })),
    );
    expect([head?.status, await head?.text()]).toEqual([200, ""]);
    for (const name of ["content-type", "content-length", "access-control-allow-origin"]) {
      expect(head?.headers.get(name), name).toBe(all?.headers.get(name));
    }
  });
});

/** The requests that these programs really send. */
const registrations = [
  [
    "Gemini CLI 0.61",
    {
      client_name: "Gemini CLI MCP Client",
      redirect_uris: ["http://localhost:36899/oauth/callback"],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "none",
      scope: "User.Read User.ReadBasic.All Mail.Send offline_access",
    },
  ],
  [
    "Qwen Code 0.24",
    {
      client_name: "Qwen Code MCP Client",
      redirect_uris: ["http://localhost:7777/oauth/callback"],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "none",
      code_challenge_method: ["S256"],
      scope: "User.Read",
    },
  ],
  [
    "Copilot CLI 1.0",
    {
      client_name: "GitHub Copilot CLI",
      redirect_uris: ["http://127.0.0.1:45993/"],
      token_endpoint_auth_method: "none",
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      scope: "User.Read offline_access",
    },
  ],
] as const;

async function postRegistration({ issuer }: { issuer: string }, body: unknown): Promise<Response> {
  return fetch(`${issuer}/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

describe.each(registrations)("%s", (_client, registration) => {
  it("registers, and signs its user in with the scopes that it asks for", async () => {
    const { endpoints } = await startTestServer();
    const response = await postRegistration(endpoints, registration);
    expect(response.status).toBe(201);
    const { client_id: client } = (await response.json()) as { client_id: string };
    const [redirectUri] = registration.redirect_uris;
    const { scope } = registration;
    const asked = {
      redirect_uri: redirectUri,
      scope,
      resource: endpoints.mcp,
      prompt: "consent",
      state: "x",
    };
    const answer = await signInByHand(endpoints, client, seed.users.ada, asked);
    const bound = { redirect_uri: redirectUri, resource: endpoints.mcp };
    expect(await redeem(endpoints, client, answer.get("code") ?? "", bound)).toMatchObject({
      refresh_token: expect.any(String),
      scope: scope.replace(" offline_access", ""),
    });
  });
});

it("Gemini CLI, whose token is not good any more, registers without a redirect URI: it is refused, and its user signs in anew", async () => {
  const { endpoints } = await startTestServer();
  const response = await postRegistration(endpoints, {
    client_name: "Gemini CLI (Stored OAuth)",
    redirect_uris: [],
    grant_types: [],
    response_types: [],
    token_endpoint_auth_method: "none",
  });
  expect([response.status, await response.json()]).toMatchObject([400, { error: "invalid_redirect_uri" }]);
});
