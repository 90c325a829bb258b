import { seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { describe, expect, it } from "vitest";
import { authorizationUrl, redeem, signInByHand } from "../support/by-hand.ts";
import { clientRedirectUri } from "../support/test-client.ts";
import { startTestServer } from "../support/test-server.ts";

useMockEntra();

const scheme = "cursor://anysphere.cursor-mcp/oauth/callback";
const site = "https://www.cursor.com/agents/mcp/oauth/callback";
const loopback = "http://localhost:8787/callback";

/** The registration that the program sends, with all of its fields. */
async function registerAsCursor({ issuer }: { issuer: string }, change: Record<string, unknown> = {}) {
  return fetch(`${issuer}/register`, {
    method: "POST",
    headers: { accept: "application/json", "content-type": "application/json" },
    body: JSON.stringify({
      client_name: "Cursor",
      redirect_uris: [scheme, site, loopback],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "none",
      ...change,
    }),
  });
}

describe("Cursor", () => {
  it("registers three redirect URIs, and is told which two of them were kept", async () => {
    const server = await startTestServer();
    const response = await registerAsCursor(server.endpoints);
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({ client_name: "Cursor", redirect_uris: [site, loopback] });
    expect(server.eventsNamed("client_registered")).toMatchObject([{ reason: "redirect URIs left out: 1" }]);
  });

  it("signs in by way of its loopback address; the scheme of its own stays refused", async () => {
    const { endpoints } = await startTestServer();
    const { client_id: client } = (await (await registerAsCursor(endpoints)).json()) as { client_id: string };
    const refused = authorizationUrl(endpoints, client, { redirect_uri: scheme });
    expect((await fetch(refused, { redirect: "manual" })).status).toBe(400);
    const question = authorizationUrl(endpoints, client, { redirect_uri: site });
    expect((await fetch(question)).status).toBe(200);
    const answer = await signInByHand(endpoints, client, seed.users.ada, { redirect_uri: loopback });
    expect(
      await redeem(endpoints, client, answer.get("code") ?? "", { redirect_uri: loopback }),
    ).toHaveProperty("access_token");
  });

  it("is refused when it can be reached by a scheme of its own only", async () => {
    const { endpoints } = await startTestServer();
    const response = await registerAsCursor(endpoints, { redirect_uris: [scheme] });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: "invalid_redirect_uri" });
  });
});

describe("a client that has nothing to say in an optional field", () => {
  it.each([null, "", undefined])("may send %j there", async (nothing) => {
    const { endpoints } = await startTestServer();
    const optional = [
      "client_name",
      "client_uri",
      "logo_uri",
      "scope",
      "application_type",
      "contacts",
      "jwks",
    ];
    const fields = Object.fromEntries(optional.map((name) => [name, nothing]));
    const response = await registerAsCursor(endpoints, fields);
    expect(response.status).toBe(201);
    const { client_id: client, ...kept } = (await response.json()) as { client_id: string };
    expect(Object.values(kept)).not.toContain(null);
    expect((await fetch(authorizationUrl(endpoints, client, { redirect_uri: loopback }))).status).toBe(200);
  });

  it("may leave parameters of the sign-in empty: they count as left out", async () => {
    const { endpoints } = await startTestServer();
    const { client_id: client } = (await (
      await registerAsCursor(endpoints, { redirect_uris: [clientRedirectUri] })
    ).json()) as {
      client_id: string;
    };
    const empty = { scope: "", state: "", resource: "", redirect_uri: "" };
    const answer = await signInByHand(endpoints, client, seed.users.ada, empty);
    expect([...answer.keys()].toSorted()).toEqual(["code", "iss"]);
    const tokens = await redeem(endpoints, client, answer.get("code") ?? "", {
      resource: "",
      redirect_uri: "",
    });
    expect(tokens).toMatchObject({ scope: "User.Read" });
  });
});
