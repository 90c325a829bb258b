import { inspect } from "node:util";
import { seed } from "@mcp-entra/mock-entra";
import { createHttpBrowser } from "@mcp-entra/mock-entra/browser";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { describe, expect, it } from "vitest";
import { createOAuthProvider } from "../src/client/oauth-provider.ts";
import { connect, person, startServer } from "./support/signing-in.ts";

const entra = useMockEntra();

describe("our client", () => {
  it.each([
    ["streamable-http", "2026-07-28"],
    ["legacy-sse", "2025-11-25"],
  ] as const)("signs its user in and calls a tool, over %s in MCP %s", async (transport, version) => {
    const { endpoints } = await startServer();
    const serverUrl = new URL(transport === "legacy-sse" ? endpoints.sse : endpoints.mcp);
    const { openPage, pages } = person(seed.users.ada);
    const connection = await connect({ serverUrl, transport, openPage });
    expect(await connection.callTool("getUserDetails")).toMatchObject({
      structuredContent: { displayName: "Ada Lovelace" },
    });
    expect(pages).toHaveLength(1);
    expect(connection.grantedScopes()).toEqual(["User.Read"]);
    expect(connection.protocolVersion).toBe(version);
  });

  it("speaks MCP 2025-11-25 at /mcp where it is told to", async () => {
    const { endpoints } = await startServer();
    const { openPage } = person(seed.users.ada);
    const connection = await connect({ serverUrl: new URL(endpoints.mcp), openPage, generation: "legacy" });
    expect(connection.protocolVersion).toBe("2025-11-25");
    expect(await connection.callTool("getUserDetails")).toMatchObject({ structuredContent: {} });
  });

  it("renews its tokens without the user while the refresh token is good, and says when it is not", async () => {
    const { endpoints } = await startServer();
    const { openPage, pages } = person(seed.users.ada);
    const grants: unknown[] = [];
    const connection = await connect({
      serverUrl: new URL(endpoints.mcp),
      openPage,
      fetch: async (input, init) => {
        if (init?.body instanceof URLSearchParams) grants.push(init.body.get("grant_type"));
        return fetch(input, init);
      },
    });
    expect(await connection.renewTokens()).toBe(true);
    expect(grants).toEqual(["authorization_code", "refresh_token"]);
    expect(await connection.callTool("getUserDetails")).toMatchObject({ structuredContent: {} });
    expect(pages).toHaveLength(1);
    await connection.signOut();
    expect(await connection.renewTokens()).toBe(false);
  });

  it("signs out: the server ends the session, and the client keeps no token", async () => {
    const { endpoints, named } = await startServer();
    const { openPage } = person(seed.users.ada);
    const connection = await connect({ serverUrl: new URL(endpoints.mcp), openPage });
    await connection.signOut();
    expect(named("session_revoked")).toMatchObject([{ reason: "revoked by its client" }]);
    expect(connection.accessToken()).toBe("");
  });

  it("signs in again when a tool needs more scopes, and ends the narrower session", async () => {
    const { endpoints, named } = await startServer();
    const { openPage, pages } = person(seed.users.ada);
    const connection = await connect({ serverUrl: new URL(endpoints.mcp), openPage });
    expect(await connection.callTool("listDirectoryUsers")).toMatchObject({
      structuredContent: { users: [{}, {}, {}] },
    });
    expect(pages.map((url) => url.searchParams.get("scope"))).toEqual([
      "User.Read offline_access",
      "User.Read User.ReadBasic.All offline_access",
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
    let mayEnd = Promise.resolve();
    let refusals = 0;
    const connection = await connect({
      serverUrl: new URL(endpoints.mcp),
      // The user needs a moment. In this time, the server refuses the other calls, and the SDK prepares a sign-in for each.
      openPage: async (url) => {
        begun.resolve();
        await mayEnd;
        await openPage(url);
      },
      fetch: async (input, init) => {
        const response = await fetch(input, init);
        if (response.status === 401) refusals += 1;
        return response;
      },
    });
    begun = Promise.withResolvers<void>();
    const end = Promise.withResolvers<void>();
    mayEnd = end.promise;
    entra.killRefreshTokens();
    entra.expireAccessTokens();
    const first = connection.callTool("getUserDetails");
    await begun.promise;
    refusals = 0;
    const others = Array.from({ length: 4 }, async () => connection.callTool("getUserDetails"));
    await expect.poll(() => refusals).toBe(4);
    end.resolve();
    for (const result of await Promise.all([first, ...others])) expect(result.isError).toBeUndefined();
    expect(pages).toHaveLength(2);
  });

  it.each([
    ["agrees to", "streamable-http", "accept"],
    ["agrees to", "legacy-sse", "accept"],
    ["declines", "streamable-http", "decline"],
  ] as const)(
    "lets its user answer what a tool asks: a mail that the user %s, over %s",
    async (_what, transport, action) => {
      const { endpoints } = await startServer({ BASE_SCOPES: "User.Read Mail.Send" });
      const { openPage } = person(seed.users.ada);
      const questions: string[] = [];
      const connection = await connect({
        serverUrl: new URL(transport === "legacy-sse" ? endpoints.sse : endpoints.mcp),
        transport,
        openPage,
        askUser: ({ message }) => {
          questions.push(message);
          return { action, ...(action === "accept" && { content: {} }) };
        },
      });
      const { isError } = await connection.callTool("sendMailToSelf", { subject: "Hello", body: "Myself" });
      expect(questions).toEqual([expect.stringContaining("Hello")]);
      expect(isError).toBe(action === "accept" ? undefined : true);
    },
  );

  it("shows no tools of the user before, when another one signs in", async () => {
    const { endpoints } = await startServer();
    let { openPage } = person(seed.users.ada);
    const serverUrl = new URL(endpoints.mcp);
    const connection = await connect({ serverUrl, openPage: async (url) => openPage(url) });
    const names = async () => (await connection.listTools()).map(({ name }) => name);
    expect(await names()).toContain("listDirectoryUsers");
    ({ openPage } = person(seed.users.grace));
    entra.killRefreshTokens();
    entra.expireAccessTokens();
    expect(await connection.callTool("getUserDetails")).toMatchObject({
      structuredContent: { displayName: "Grace Hopper" },
    });
    expect(await names()).not.toContain("listDirectoryUsers");
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

it("a provider that is printed shows no token", () => {
  const provider = createOAuthProvider({
    name: "Test client",
    redirectUri: "http://127.0.0.1:9/callback",
  });
  void provider.saveTokens({ access_token: "a-token-of-mine", token_type: "Bearer" });
  expect(inspect({ provider }, { depth: 9 })).toContain("[OAuth provider of Test client]");
  expect(inspect(provider, { depth: 9, showHidden: true }) + JSON.stringify(provider)).not.toContain(
    "a-token-of-mine",
  );
});
