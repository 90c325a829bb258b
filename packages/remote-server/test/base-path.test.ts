import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seed } from "@mcp-entra/mock-entra";
import { createHttpBrowser, signIn } from "@mcp-entra/mock-entra/browser";
import { browserFetch, useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { UnauthorizedError } from "@modelcontextprotocol/sdk/client/auth.js";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Gateway, openGateway } from "./support/gateway.ts";
import { sendRaw } from "./support/raw-request.ts";
import { sha256 } from "./support/sign-in-cookie.ts";
import { connectAs, displayName } from "./support/test-client.ts";
import { startTestServer, type TestServer } from "./support/test-server.ts";

const entra = useMockEntra();

async function serveAt(
  gateway: Gateway,
  path: string,
  strips: boolean,
  environment: Record<string, string> = {},
) {
  const server = await startTestServer({ PUBLIC_URL: gateway.origin + path, ...environment });
  gateway.route(path, server.listensAt, strips);
  const { redirectUris } = entra.directory.findApplication(seed.applications.remote.appId)?.web ?? {
    redirectUris: [],
  };
  redirectUris.push(server.endpoints.callback);
  return server;
}

const ways = [
  ["passes its path on", false],
  ["takes its path away", true],
] as const;

describe.each(ways)("behind a gateway that %s", (_way, strips) => {
  it.each(["streamable-http", "legacy-sse"] as const)(
    "a client signs in and calls a tool, over %s",
    async (kind) => {
      const gateway = await openGateway();
      const { endpoints, bugs } = await serveAt(gateway, "/tools/entra", strips);
      expect(endpoints.mcp).toBe(`${gateway.origin}/tools/entra/mcp`);
      const { client } = await connectAs(seed.users.ada, endpoints, kind);
      expect(await displayName(client)).toBe("Ada Lovelace");
      expect(bugs).toEqual([]);
    },
  );

  it("the metadata is at both places, and says the same at both", async () => {
    const gateway = await openGateway();
    const { endpoints } = await serveAt(gateway, "/base", strips);
    const at = async (path: string): Promise<unknown> => (await fetch(gateway.origin + path)).json();
    const server = { issuer: endpoints.issuer, token_endpoint: `${gateway.origin}/base/token` };
    expect(await at("/.well-known/oauth-authorization-server/base")).toMatchObject(server);
    expect(await at("/base/.well-known/oauth-authorization-server")).toMatchObject(server);
    for (const door of ["mcp", "sse"]) {
      const resource = { resource: `${endpoints.issuer}/${door}`, authorization_servers: [endpoints.issuer] };
      expect(await at(`/.well-known/oauth-protected-resource/base/${door}`)).toMatchObject(resource);
      expect(await at(`/base/.well-known/oauth-protected-resource/${door}`)).toMatchObject(resource);
    }
    const challenge = (await fetch(endpoints.mcp, { method: "POST" })).headers.get("www-authenticate");
    expect(challenge).toContain(
      `resource_metadata="${gateway.origin}/.well-known/oauth-protected-resource/base/mcp"`,
    );
  });

  it("users see what they have allowed, and take it back", async () => {
    const gateway = await openGateway();
    const server = await serveAt(gateway, "/base", strips);
    const { client } = await connectAs(seed.users.ada, server.endpoints, "streamable-http");
    const browser = createHttpBrowser({ fetch: browserFetch });
    const page = await signIn(browser, await browser.visit(server.endpoints.consents), seed.users.ada);
    expect(page.url).toBe(`${gateway.origin}/base/consents`);
    const token = page.document.querySelector('[name="form_token"]')?.getAttribute("value") ?? "";
    const named = page.document.querySelector('[name="client"]')?.getAttribute("value") ?? "";
    const after = await browser.submit(page, { form_token: token, client: named, action: "revoke" });
    expect(after.document.text).toContain("That program is signed out");
    await expect(client.callTool({ name: "getUserDetails" })).rejects.toBeInstanceOf(UnauthorizedError);
  });
});

describe.each(["with a path each", "with a port each"])("two servers under one host, %s,", (way) => {
  async function startTwo() {
    const folder = mkdtempSync(join(tmpdir(), "two-servers-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const shared = {
      SESSION_STORE: `sqlite:${join(folder, "sessions.sqlite")}`,
      SESSION_ENCRYPTION_KEYS: Buffer.alloc(32, 7).toString("base64"),
    };
    if (way === "with a port each")
      return [await startTestServer(shared), await startTestServer(shared)] as const;
    const gateway = await openGateway();
    return [
      await serveAt(gateway, "/one", true, shared),
      await serveAt(gateway, "/two", false, shared),
    ] as const;
  }

  it("do not read each other's cookies, although a browser sends each of them all", async () => {
    const [one, two] = await startTwo();
    const browser = createHttpBrowser({ fetch: browserFetch });
    await signIn(browser, await browser.visit(one.endpoints.consents), seed.users.ada);
    const cookie = (await browser.cookies()).find((value) => /^[\w-]{43}$/.test(value)) ?? "";
    // The other server does not know this browser, so it starts a sign-in. Each server has its own cookie.
    expect((await browser.visit(two.endpoints.consents)).url).toBe(two.endpoints.consents);
    expect(two.eventsNamed("sign_in_started")).toHaveLength(1);
    expect((await browser.visit(one.endpoints.consents)).url).toBe(one.endpoints.consents);
    expect(one.eventsNamed("sign_in_started")).toHaveLength(1);
    // The other server refuses the cookie also under the name of its own cookie.
    const consentsWith = async ({ endpoints: { issuer, consents } }: TestServer) =>
      fetch(consents, {
        redirect: "manual",
        headers: { cookie: `mcp-consents-${sha256(issuer).slice(0, 16)}=${cookie}` },
      });
    expect((await consentsWith(one)).status).toBe(200);
    expect((await consentsWith(two)).status).toBe(302);
  });

  it("do not take each other's sessions for their own", async () => {
    const [one, two] = await startTwo();
    const { memory } = await connectAs(seed.users.ada, one.endpoints, "streamable-http");
    const headers = { authorization: `Bearer ${memory.tokens?.access_token ?? ""}` };
    expect((await fetch(two.endpoints.mcp, { method: "POST", headers })).status).toBe(401);
    expect((await fetch(one.endpoints.mcp, { method: "POST", headers })).status).not.toBe(401);
  });
});

it("over https, cookies have the prefix __Host- and with it the path /", async () => {
  const behindGateway = { PUBLIC_URL: "https://gateway.example/base", TRUST_PROXY: "loopback" };
  const { listensAt } = await startTestServer(behindGateway);
  const answer = await sendRaw(listensAt, {
    method: "GET",
    target: "/base/consents",
    headers: [["host", "gateway.example"]],
    body: new Uint8Array(),
  });
  expect(answer.status).toBe(302);
  expect(answer.head).toMatch(
    /^set-cookie: __Host-mcp-sign-in-[\w-]{16}=[^;]+; Max-Age=600; Path=\/; .*Secure; SameSite=Lax$/im,
  );
});
