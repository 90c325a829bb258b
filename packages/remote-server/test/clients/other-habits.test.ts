import { seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { describe, expect, it } from "vitest";
import { listTools, pkce, register, signInByHand } from "../support/by-hand.ts";
import { documentOf, sendJson, serveDocument } from "../support/document-server.ts";
import { sendRaw } from "../support/raw-request.ts";
import { signedIn } from "../support/signed-in.ts";
import { clientRedirectUri } from "../support/test-client.ts";
import { startTestServer } from "../support/test-server.ts";

useMockEntra();

describe("a client that accepts", () => {
  it.each(["application/json", "text/event-stream", "*/*", "application/json;q=0.9, */*;q=0.1", undefined])(
    "“%s” is answered with JSON",
    async (accept) => {
      const { endpoints, token } = await signedIn();
      // `fetch` would add its own Accept header.
      const { status, head, body } = await sendRaw(endpoints.issuer, {
        method: "POST",
        target: "/mcp",
        headers: [
          ["host", new URL(endpoints.issuer).host],
          ["authorization", `Bearer ${token}`],
          ["content-type", "application/json"],
          ...(accept === undefined ? [] : [["accept", accept] as const]),
        ],
        body: Buffer.from(JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" })),
      });
      expect([status, /^content-type: .*$/im.exec(head)?.[0]]).toEqual([
        200,
        "content-type: application/json",
      ]);
      expect(JSON.parse(body)).toMatchObject({ result: { tools: expect.any(Array) } });
    },
  );
});

/** OAuth libraries for confidential clients first send a public client as a user without a password. */
describe("a client that identifies itself by HTTP Basic, without a secret", () => {
  const basic = (id: string, secret = "") => `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`;
  const post = async (url: string, authorization: string, form: Record<string, string>) =>
    fetch(url, { method: "POST", headers: { authorization }, body: new URLSearchParams(form) });

  async function withCode(documents = {}, known?: string) {
    const { endpoints } = await startTestServer(documents);
    const client = known ?? (await register(endpoints));
    const code = (await signInByHand(endpoints, client, seed.users.ada)).get("code") ?? "";
    const form = {
      grant_type: "authorization_code",
      code,
      code_verifier: pkce.verifier,
      redirect_uri: clientRedirectUri,
    };
    return { endpoints, client, form, url: `${endpoints.issuer}/token` };
  }

  it("redeems its code, refreshes and revokes, with no client_id in the form", async () => {
    const { endpoints, client, form, url } = await withCode();
    const tokens = (await (await post(url, basic(client), form)).json()) as Record<string, string>;
    expect(await listTools(endpoints, tokens["access_token"])).toBe(200);
    const refresh = { grant_type: "refresh_token", refresh_token: tokens["refresh_token"] ?? "" };
    expect((await post(url, basic(client), refresh)).status).toBe(200);
    const token = tokens["access_token"] ?? "";
    expect((await post(`${endpoints.issuer}/revoke`, basic(client), { token })).status).toBe(200);
    expect(await listTools(endpoints, token)).toBe(401);
  });

  it.each(["as it is", "encoded"])("may have an address for its id, written %s", async (how) => {
    const site = await serveDocument();
    site.answer = sendJson(documentOf(site.clientId));
    const allowed = { DANGEROUSLY_ALLOW_LOOPBACK_CLIENT_DOCUMENTS: "true" };
    const { client, form, url } = await withCode(allowed, site.clientId);
    const id = how === "encoded" ? encodeURIComponent(client) : client;
    expect((await post(url, basic(id), form)).status).toBe(200);
  });

  it("may repeat its id in the form, and may not name another one there", async () => {
    const { endpoints, client, form, url } = await withCode();
    const other = { ...form, client_id: await register(endpoints) };
    expect(await (await post(url, basic(client), other)).json()).toMatchObject({ error: "invalid_request" });
    expect((await post(url, basic(client), { ...form, client_id: client })).status).toBe(200);
  });

  it.each(["a-secret", ":"])(
    "is refused with the secret “%s”: there is none to compare it with",
    async (secret) => {
      const { client, form, url } = await withCode();
      const response = await post(url, basic(client, secret), form);
      expect(response.status).toBe(401);
      expect(response.headers.get("www-authenticate")).toMatch(/^Basic realm=/);
      expect(await response.json()).toMatchObject({ error: "invalid_client" });
      expect((await post(url, basic(client), form)).status).toBe(200);
    },
  );
});
