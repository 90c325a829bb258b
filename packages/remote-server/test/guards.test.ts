import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { seed } from "@mcp-entra/mock-entra";
import { createHttpBrowser, signIn } from "@mcp-entra/mock-entra/browser";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { authorizationUrl, listTools, register, revoke, signInByHand } from "./support/by-hand.ts";
import { signedIn } from "./support/signed-in.ts";
import { signInCookie } from "./support/sign-in-cookie.ts";
import { allow, connectAs, displayName } from "./support/test-client.ts";
import { startTestServer } from "./support/test-server.ts";

useMockEntra();
afterEach(() => void vi.useRealTimers());

/** `fetch` does not let a caller set Host. */
async function statusWithHost(address: string, host: string, more = {}): Promise<number | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  httpRequest(address, { headers: { host, ...more } }, (response) => {
    response.resume();
    resolve(response.statusCode);
  })
    .on("error", reject)
    .end();
  return promise;
}

describe("who may talk to the server", () => {
  it("not a page that has pointed a name of its own at this machine", async () => {
    const { endpoints } = await startTestServer();
    const metadata = `${endpoints.issuer}/.well-known/oauth-authorization-server`;
    expect(await statusWithHost(metadata, "evil.example")).toBe(403);
    expect(await statusWithHost(metadata, new URL(endpoints.issuer).host)).toBe(200);
  });

  it.each(["mcp.example.com", "mcp.example.com:443", "MCP.Example.COM", "Mcp.example.com:0443"])(
    "a client that writes our name as “%s”: over https that is the same host",
    async (host) => {
      const behindProxy = { PUBLIC_URL: "https://mcp.example.com", TRUST_PROXY: "loopback" };
      const { listensAt } = await startTestServer(behindProxy);
      const metadata = `${listensAt}/.well-known/oauth-authorization-server`;
      expect(await statusWithHost(metadata, host)).toBe(200);
      // The token is missing, and the origin is our own.
      expect(await statusWithHost(`${listensAt}/sse`, host, { origin: `HTTPS://${host}` })).toBe(401);
    },
  );

  it.each([
    "mcp.example.com:80",
    "mcp.example.com.evil.example",
    "mcp.example.com:443@evil.example",
    "evil.example#mcp.example.com",
    "evil.example\\mcp.example.com",
    "evil.example/mcp.example.com",
    "mcp.example.com/",
    "mcp%2eexample.com",
    "mcp.example.com, evil.example",
    "mcp.example.com:443:443",
    "",
  ])("not a request for the host “%s”", async (host) => {
    const behindProxy = { PUBLIC_URL: "https://mcp.example.com", TRUST_PROXY: "loopback" };
    const { listensAt } = await startTestServer(behindProxy);
    const metadata = `${listensAt}/.well-known/oauth-authorization-server`;
    expect(await statusWithHost(metadata, host)).toBe(403);
    const own = { origin: `https://${host}` };
    expect(await statusWithHost(`${listensAt}/sse`, "mcp.example.com", own)).toBe(403);
  });

  it.each(["/mcp", "/sse", "/message"])("not another web page, at %s, even with a token", async (path) => {
    const { endpoints, token } = await signedIn();
    const headers = { origin: "https://evil.example", authorization: `Bearer ${token}` };
    const method = path === "/sse" ? "GET" : "POST";
    expect((await fetch(endpoints.issuer + path, { method, headers })).status).toBe(403);
  });

  it("not a request without a token, which has done nothing wrong and is told where to sign in", async () => {
    const { endpoints } = await startTestServer();
    const challenge = (await fetch(endpoints.mcp, { method: "POST" })).headers.get("www-authenticate");
    expect(challenge).toMatch(/^Bearer scope="User.Read", resource_metadata="/);
  });

  it("not with a token that is meant for another server on the same store", async () => {
    const folder = mkdtempSync(join(tmpdir(), "two-servers-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const shared = {
      SESSION_STORE: `sqlite:${join(folder, "sessions.sqlite")}`,
      SESSION_ENCRYPTION_KEYS: Buffer.alloc(32, 7).toString("base64"),
    };
    const [first, second] = [await startTestServer(shared), await startTestServer(shared)];
    const { memory } = await connectAs(seed.users.ada, first.endpoints, "streamable-http");
    expect(await listTools(first.endpoints, memory.tokens?.access_token)).toBe(200);
    expect(await listTools(second.endpoints, memory.tokens?.access_token)).toBe(401);
  });
});

describe("what comes back from Entra", () => {
  it("is looked at: an id token of another tenant gives no code and leaves no token behind", async () => {
    const other = "99999999-3d4e-4f5a-8b6c-0123456789ab";
    const entraRecords = new Set<string>();
    const server = await startTestServer({}, undefined, (store) => ({
      ...store,
      set: async (key, value, ttl) => {
        if (key.startsWith("entra:")) entraRecords.add(key);
        await store.set(key, value, ttl);
      },
      delete: async (key) => {
        entraRecords.delete(key);
        await store.delete(key);
      },
    }));
    const realFetch = globalThis.fetch;
    onTestFinished(() => void (globalThis.fetch = realFetch));
    globalThis.fetch = async (input, init) => {
      const response = await realFetch(input, init);
      if (!String(input instanceof Request ? input.url : input).includes("/oauth2/v2.0/token"))
        return response;
      const body = (await response.json()) as Record<string, string>;
      const [header, payload, signature] = (body["id_token"] ?? "").split(".");
      const claims = JSON.parse(Buffer.from(payload ?? "", "base64url").toString()) as Record<
        string,
        unknown
      >;
      const forged = Buffer.from(JSON.stringify({ ...claims, tid: other })).toString("base64url");
      return Response.json({ ...body, id_token: [header, forged, signature].join(".") });
    };
    const answer = await signInByHand(server.endpoints, await register(server.endpoints), seed.users.ada);
    expect(answer.get("error")).toBe("server_error");
    expect(server.eventsNamed("sign_in_failed")).toMatchObject([
      { reason: expect.stringContaining("another tenant") },
    ]);
    expect([...entraRecords]).toEqual([]);
  });

  it("counts once, even if the cookie is still there", async () => {
    const { endpoints } = await startTestServer();
    const browser = createHttpBrowser({ stopBefore: endpoints.callback });
    const client = await register(endpoints);
    const { url } = await signIn(
      browser,
      await allow(browser, authorizationUrl(endpoints, client)),
      seed.users.ada,
    );
    const cookie = await signInCookie(browser, url);
    const call = async () => fetch(url, { redirect: "manual", headers: { cookie } });
    const statuses = (await Promise.all(Array.from({ length: 8 }, async () => call()))).map(
      ({ status }) => status,
    );
    expect(statuses.toSorted((a, b) => a - b)).toEqual([302, 400, 400, 400, 400, 400, 400, 400]);
  });

  it("is refused with a cookie that was made up from the address", async () => {
    const { endpoints } = await startTestServer();
    const browser = createHttpBrowser({ stopBefore: endpoints.callback });
    const page = await allow(browser, authorizationUrl(endpoints, await register(endpoints)));
    const { url } = await signIn(browser, page, seed.users.ada);
    const state = new URL(url).searchParams.get("state") ?? "";
    const [name] = (await signInCookie(browser, url)).split("=");
    const response = await fetch(url, { redirect: "manual", headers: { cookie: `${name}=${state}` } });
    expect(response.status).toBe(403);
  });

  it("is waited for by a cookie that scripts cannot read and other sites do not send along", async () => {
    const { endpoints } = await startTestServer();
    const page = await fetch(authorizationUrl(endpoints, await register(endpoints)));
    const cookie = (page.headers.getSetCookie()[0] ?? "").split(";")[0] ?? "";
    const markup = await page.text();
    const valueOf = (name: string) => new RegExp(`name="${name}" value="([^"]+)"`).exec(markup)?.[1] ?? "";
    const body = new URLSearchParams({
      ticket: valueOf("ticket"),
      form_token: valueOf("form_token"),
      decision: "approve",
    });
    const answer = await fetch(`${endpoints.issuer}/consent`, {
      method: "POST",
      body,
      headers: { cookie },
      redirect: "manual",
    });
    expect(answer.headers.getSetCookie().join("\n")).toMatch(/mcp-sign-in-.*HttpOnly; SameSite=Lax/);
  });
});

describe("what is stored", () => {
  it("holds nothing of Entra's in clear, and nothing at all of a session that was revoked", async () => {
    const folder = mkdtempSync(join(tmpdir(), "stored-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "sessions.sqlite");
    const keys = Buffer.alloc(32, 7).toString("base64");
    const server = await startTestServer({ SESSION_STORE: `sqlite:${file}`, SESSION_ENCRYPTION_KEYS: keys });
    const { client, memory } = await connectAs(seed.users.ada, server.endpoints, "streamable-http");
    expect(await displayName(client)).toBe("Ada Lovelace");
    const bytes = readFileSync(file).toString("latin1") + readFileSync(`${file}-wal`).toString("latin1");
    const telltales = [
      "eyJ0eXAi",
      "eyJhbGci",
      "AccessToken",
      "RefreshToken",
      "codeChallenge",
      "@mcpworkshop",
    ];
    expect(telltales.filter((telltale) => bytes.includes(telltale))).toEqual([]);
    const database = new DatabaseSync(file, { readOnly: true });
    onTestFinished(() => database.close());
    const count = () =>
      database
        .prepare("SELECT count(*) AS n FROM records WHERE key LIKE 'entra:%' OR key LIKE 'session:%'")
        .get()?.["n"];
    expect(count()).toBe(2);
    const registration = memory.registration?.client_id ?? "";
    await revoke(server.endpoints, registration, memory.tokens?.access_token);
    expect(count()).toBe(0);
  });
});
