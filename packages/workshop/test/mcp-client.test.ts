import { setTimeout as delay } from "node:timers/promises";
import { inspect } from "node:util";
import { createAuditLog, discoverAuthority, type TimedAuditEvent } from "@mcp-entra/auth-core";
import { seed } from "@mcp-entra/mock-entra";
import { createHttpBrowser, signIn } from "@mcp-entra/mock-entra/browser";
import { browserFetch, useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { readRemoteServerConfig, startRemoteServer } from "@mcp-entra/remote-server";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { describe, expect, it, onTestFinished } from "vitest";
import { codeIn } from "../src/client/check-answer.ts";
import { connectMcpClient, type McpClientOptions } from "../src/client/mcp-client.ts";
import { createOAuthProvider } from "../src/client/oauth-provider.ts";
import { listenForRedirect } from "../src/client/redirect-listener.ts";

const entra = useMockEntra();
type SeedUser = (typeof seed.users)["ada" | "grace"];

async function startServer() {
  const config = readRemoteServerConfig({
    AZURE_TENANT_ID: seed.tenant.id,
    AZURE_CLIENT_ID: seed.applications.remote.appId,
    AZURE_CLIENT_SECRET: seed.applications.remote.secret,
    PORT: "0",
  });
  const events: TimedAuditEvent[] = [];
  const server = await startRemoteServer(config, {
    authority: await discoverAuthority(config.entra),
    audit: createAuditLog([(event) => events.push(event)]),
  });
  onTestFinished(async () => server.close());
  const named = (name: string) => events.filter(({ event }) => event === name);
  return { endpoints: server.endpoints, named };
}

/** Somebody who agrees to everything, in a browser that stays signed in. */
function person(user: SeedUser) {
  const browser = createHttpBrowser({ fetch: browserFetch });
  const pages: URL[] = [];
  const openPage = async (url: URL): Promise<void> => {
    pages.push(url);
    await signIn(browser, await browser.submit(await browser.visit(url.href), { decision: "approve" }), user);
  };
  return { openPage, pages };
}

async function connect(options: Omit<McpClientOptions, "name">) {
  const connection = await connectMcpClient({ name: "Test client", ...options });
  onTestFinished(async () => connection.close());
  return connection;
}

describe("our client", () => {
  it.each(["streamable-http", "legacy-sse"] as const)(
    "signs its user in and calls a tool, over %s",
    async (transport) => {
      const { endpoints } = await startServer();
      const serverUrl = new URL(transport === "legacy-sse" ? endpoints.sse : endpoints.mcp);
      const { openPage, pages } = person(seed.users.ada);
      const connection = await connect({ serverUrl, transport, openPage });
      expect(await connection.callTool("getUserDetails")).toMatchObject({
        structuredContent: { displayName: "Ada Lovelace" },
      });
      expect(pages).toHaveLength(1);
      expect(connection.grantedScopes()).toEqual(["User.Read"]);
    },
  );

  it("signs in again when a tool needs more scopes, and ends the narrower session", async () => {
    const { endpoints, named } = await startServer();
    const { openPage, pages } = person(seed.users.ada);
    const connection = await connect({ serverUrl: new URL(endpoints.mcp), openPage });
    expect(await connection.callTool("listDirectoryUsers")).toMatchObject({
      structuredContent: { users: [{}, {}, {}] },
    });
    expect(pages.map((url) => url.searchParams.get("scope"))).toEqual([
      "User.Read",
      "User.Read User.ReadBasic.All",
    ]);
    expect(named("session_revoked")).toMatchObject([{ reason: "revoked by its client" }]);
  });

  it("signs in once for many calls that are refused at the same time", async () => {
    const { endpoints } = await startServer();
    const { openPage, pages } = person(seed.users.ada);
    const connection = await connect({ serverUrl: new URL(endpoints.mcp), openPage });
    const results = await Promise.all(
      Array.from({ length: 6 }, async () => connection.callTool("listDirectoryUsers")),
    );
    for (const result of results) expect(result.isError).toBeUndefined();
    expect(pages).toHaveLength(2);
  });

  it("gets all scopes that different tools want at the same time", async () => {
    const { endpoints } = await startServer();
    const connection = await connect({ serverUrl: new URL(endpoints.mcp), ...person(seed.users.ada) });
    const mail = { subject: "Hello", body: "Myself", confirm: true };
    const results = await Promise.all([
      connection.callTool("listDirectoryUsers"),
      connection.callTool("sendMailToSelf", mail),
    ]);
    for (const result of results) expect(result.isError).toBeUndefined();
    expect(connection.grantedScopes().toSorted((a, b) => a.localeCompare(b))).toEqual([
      "Mail.Send",
      "User.Read",
      "User.ReadBasic.All",
    ]);
  });

  it("goes on with what it had when the user does not agree to more", async () => {
    const { endpoints } = await startServer();
    const { openPage } = person(seed.users.ada);
    let mayAgree = true;
    const connection = await connect({
      serverUrl: new URL(endpoints.mcp),
      openPage: async (url) => {
        if (mayAgree) return openPage(url);
        const browser = createHttpBrowser();
        await browser.submit(await browser.visit(url.href), { decision: "deny" });
      },
    });
    mayAgree = false;
    await expect(connection.callTool("listDirectoryUsers")).rejects.toThrow("access_denied");
    expect(await connection.callTool("getUserDetails")).toMatchObject({ structuredContent: {} });
  });

  it("signs in again when the server has ended its session", async () => {
    const { endpoints } = await startServer();
    const { openPage, pages } = person(seed.users.ada);
    const connection = await connect({ serverUrl: new URL(endpoints.mcp), openPage });
    entra.killRefreshTokens();
    entra.expireAccessTokens();
    expect(await connection.callTool("getUserDetails")).toMatchObject({
      structuredContent: { displayName: "Ada Lovelace" },
    });
    expect(pages).toHaveLength(2);
  });

  it("signs in once when the server has ended the session of many calls, and sends the verifier that belongs to the code", async () => {
    const { endpoints } = await startServer();
    const { openPage, pages } = person(seed.users.ada);
    let begun = Promise.withResolvers<void>();
    const connection = await connect({
      serverUrl: new URL(endpoints.mcp),
      // The user takes a moment; meanwhile the other calls are refused, and the SDK prepares a sign-in for each.
      openPage: async (url) => {
        begun.resolve();
        await delay(100);
        await openPage(url);
      },
    });
    begun = Promise.withResolvers<void>();
    entra.killRefreshTokens();
    entra.expireAccessTokens();
    const first = connection.callTool("getUserDetails");
    await begun.promise;
    const others = Array.from({ length: 4 }, async () => connection.callTool("getUserDetails"));
    for (const result of await Promise.all([first, ...others])) expect(result.isError).toBeUndefined();
    expect(pages).toHaveLength(2);
  });

  it("is told by name which role its user lacks, and does not sign in in vain", async () => {
    const { endpoints } = await startServer();
    const { openPage, pages } = person(seed.users.grace);
    const connection = await connect({ serverUrl: new URL(endpoints.mcp), openPage });
    expect((await connection.listTools()).map(({ name }) => name)).not.toContain("listDirectoryUsers");
    expect(JSON.stringify(await connection.callTool("listDirectoryUsers"))).toContain(
      "app role Directory.Reader",
    );
    expect(pages).toHaveLength(1);
  });
});

describe("the SDK's own client, with a refresh token", () => {
  it("answers the demand for more scopes with a refresh, and gives up: the scopes are the same as before", async () => {
    const { endpoints, named } = await startServer();
    const listener = await listenForRedirect();
    onTestFinished(async () => listener.close());
    const { openPage } = person(seed.users.ada);
    const { redirectUri } = listener;
    const authProvider = createOAuthProvider({ clientName: "Bare client", redirectUri });
    const serverUrl = new URL(endpoints.mcp);
    const first = new StreamableHTTPClientTransport(serverUrl, { authProvider });
    await expect(new Client({ name: "bare", version: "1" }).connect(first)).rejects.toThrow("Unauthorized");
    const { url, state } = authProvider.signIns.current() ?? { url: serverUrl, state: "" };
    const [answer] = await Promise.all([listener.answerTo(state), openPage(url)]);
    await first.finishAuth(answer.get("code") ?? "");
    authProvider.signIns.finish();
    const client = new Client({ name: "bare", version: "1" });
    await client.connect(new StreamableHTTPClientTransport(serverUrl, { authProvider }));
    onTestFinished(async () => client.close());
    await expect(client.callTool({ name: "listDirectoryUsers" })).rejects.toThrow(
      "Server returned 403 after trying upscoping",
    );
    expect(authProvider.signIns.current()).toBeUndefined();
    expect(named("session_refreshed").length).toBeGreaterThan(0);
  });
});

describe("an answer to a sign-in", () => {
  const metadata = { issuer: "https://ours.example", authorization_response_iss_parameter_supported: true };
  const discovered = {
    authorizationServerUrl: metadata.issuer,
    authorizationServerMetadata: metadata,
  } as unknown as Parameters<typeof codeIn>[1];

  it("counts when it comes from the server that was asked", () => {
    expect(codeIn(new URLSearchParams({ code: "abc", iss: metadata.issuer }), discovered)).toBe("abc");
  });

  it.each([
    ["another server", { code: "abc", iss: "https://evil.example" }],
    ["nobody, where the server promises to name itself", { code: "abc" }],
  ])("is refused when it comes from %s", (_case, answer: Record<string, string>) => {
    expect(() => codeIn(new URLSearchParams(answer), discovered)).toThrow("not come from the server");
  });

  it("says why there is no code, and nothing that a stranger could have written at length", () => {
    const refused = { iss: metadata.issuer, error: "access_denied", error_description: "Call 555-1234" };
    expect(() => codeIn(new URLSearchParams(refused), discovered)).toThrow(
      "The sign-in did not succeed: access_denied.",
    );
    const odd = { iss: metadata.issuer, error: "<b>call us</b>" };
    expect(() => codeIn(new URLSearchParams(odd), discovered)).toThrow("did not succeed: no code.");
  });

  it("with another state is not ours, and the waiting goes on", async () => {
    const listener = await listenForRedirect();
    onTestFinished(async () => listener.close());
    const answer = listener.answerTo("ours");
    const send = async (query: string) => fetch(`${listener.redirectUri}?${query}`);
    expect((await send("code=theirs&state=another")).status).toBe(404);
    expect((await send("code=theirs")).status).toBe(404);
    expect((await send("code=abc&state=ours")).status).toBe(200);
    expect((await answer).get("code")).toBe("abc");
    expect((await send("code=again&state=ours")).status).toBe(404);
  });
});

it("a provider that is printed shows no token", () => {
  const provider = createOAuthProvider({
    clientName: "Test client",
    redirectUri: "http://127.0.0.1:9/callback",
  });
  provider.tokenMemory.write({ access_token: "a-token-of-mine", token_type: "Bearer" });
  expect(inspect({ provider }, { depth: 9 })).toContain("[OAuth provider of Test client]");
  expect(inspect(provider, { depth: 9, showHidden: true }) + JSON.stringify(provider)).not.toContain(
    "a-token-of-mine",
  );
});
