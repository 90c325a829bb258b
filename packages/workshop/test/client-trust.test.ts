import { seed } from "@mcp-entra/mock-entra";
import { createHttpBrowser, signIn } from "@mcp-entra/mock-entra/browser";
import { browserFetch, useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { listenForRedirect } from "../src/client/redirect-listener.ts";
import { changing, connect, person, startServer } from "./support/signing-in.ts";

const entra = useMockEntra();

describe("an authorization server", () => {
  const metadataPath = "/.well-known/oauth-authorization-server";

  it("is refused when its metadata is another one's, before the client has told it anything", async () => {
    const { endpoints } = await startServer();
    const { openPage, pages } = person(seed.users.ada);
    const { fetchIt, sent } = changing(metadataPath, (metadata) => ({
      ...metadata,
      issuer: "https://evil.example",
    }));
    await expect(connect({ serverUrl: new URL(endpoints.mcp), openPage, fetch: fetchIt })).rejects.toThrow(
      "evil.example",
    );
    expect(pages).toEqual([]);
    expect(sent.map(({ url }) => url.pathname)).not.toContain("/register");
  });

  const announcing = (methods: string[] | undefined) =>
    changing(metadataPath, (metadata) => ({ ...metadata, code_challenge_methods_supported: methods }));

  it.each([
    ["does not announce PKCE", undefined, false],
    ["announces PKCE without a hash, and the client accepts one that announces nothing", ["plain"], true],
  ])("that %s is refused", async (_what, methods, acceptUnannouncedPkce) => {
    const { endpoints } = await startServer();
    const { openPage, pages } = person(seed.users.ada);
    const { fetchIt, sent } = announcing(methods);
    const serverUrl = new URL(endpoints.mcp);
    await expect(connect({ serverUrl, openPage, fetch: fetchIt, acceptUnannouncedPkce })).rejects.toThrow(
      "does not announce PKCE with S256",
    );
    expect(pages).toEqual([]);
    expect(sent.map(({ url }) => url.pathname)).not.toContain("/register");
  });

  it("that does not announce PKCE, as Entra ID, is used with PKCE when the client has been told so", async () => {
    const { endpoints } = await startServer();
    const { openPage, pages } = person(seed.users.ada);
    const { fetchIt } = announcing(undefined);
    const serverUrl = new URL(endpoints.mcp);
    const connection = await connect({ serverUrl, openPage, fetch: fetchIt, acceptUnannouncedPkce: true });
    expect(await connection.callTool("getUserDetails")).toMatchObject({ structuredContent: {} });
    expect(pages[0]?.searchParams.get("code_challenge_method")).toBe("S256");
  });

  it("without metadata is refused: it does not say whether it supports PKCE", async () => {
    const { endpoints } = await startServer();
    const withoutMetadata: typeof fetch = async (input, init) =>
      new Request(input).url.includes(metadataPath) || new Request(input).url.includes("openid-configuration")
        ? new Response(null, { status: 404 })
        : fetch(input, init);
    await expect(
      connect({
        serverUrl: new URL(endpoints.mcp),
        openPage: person(seed.users.ada).openPage,
        fetch: withoutMetadata,
      }),
    ).rejects.toThrow("has no metadata");
  });

  it("registers the client as a native one, which has its redirect URI on loopback", async () => {
    const { endpoints } = await startServer();
    const { fetchIt, sent } = changing("/nothing", (document) => document);
    await connect({ serverUrl: new URL(endpoints.mcp), ...person(seed.users.ada), fetch: fetchIt });
    const registrations = sent.filter(({ url }) => url.pathname === "/register");
    expect(registrations.map(({ body }) => JSON.parse(body))).toMatchObject([{ application_type: "native" }]);
  });
});

describe("when an MCP server names another authorization server than before, our client", () => {
  /** Ada is signed in. Then the server's metadata name a second server, and her session ends. */
  async function moveAfterSignIn(register: (issuer: string) => Promise<{ client_id: string } | undefined>) {
    const [first, second] = [await startServer(), await startServer()];
    let authorizationServer = first.endpoints.issuer;
    const { fetchIt, sent } = changing("/.well-known/oauth-protected-resource", (metadata) => ({
      ...metadata,
      authorization_servers: [authorizationServer],
    }));
    const registration = await register(first.endpoints.issuer);
    const { openPage, pages } = person(seed.users.ada);
    const connection = await connect({
      serverUrl: new URL(first.endpoints.mcp),
      openPage,
      fetch: fetchIt,
      ...(registration && { registration }),
    });
    authorizationServer = second.endpoints.issuer;
    entra.killRefreshTokens();
    entra.expireAccessTokens();
    const refusal: unknown = await connection.callTool("getUserDetails").catch((error: unknown) => error);
    const toSecond = sent.filter(({ url }) => url.href.startsWith(authorizationServer));
    return { refusal, pages, toSecond };
  }

  it("notices, and tells the other one nothing that is from the first: no client id and no refresh token", async () => {
    const { pages, toSecond } = await moveAfterSignIn(async () => undefined);
    expect(toSecond.map(({ url }) => url.pathname)).toEqual([
      "/.well-known/oauth-authorization-server",
      "/register",
    ]);
    const [firstId, secondId] = pages.map((url) => url.searchParams.get("client_id"));
    expect(secondId).toMatch(/./);
    expect(secondId).not.toBe(firstId);
    expect(JSON.stringify(toSecond)).not.toContain(firstId);
  });

  it("does not go there as the client that it was registered as at the first", async () => {
    const { refusal, pages, toSecond } = await moveAfterSignIn(async (issuer) => {
      const metadata = { redirect_uris: ["http://127.0.0.1/callback"], token_endpoint_auth_method: "none" };
      const headers = { "content-type": "application/json" };
      const body = JSON.stringify(metadata);
      const response = await fetch(`${issuer}/register`, { method: "POST", headers, body });
      return z.object({ client_id: z.string() }).parse(await response.json());
    });
    expect(refusal).toMatchObject({ name: "AuthorizationServerMismatchError" });
    expect(pages).toHaveLength(1);
    expect(toSecond.map(({ url }) => url.pathname)).toEqual(["/.well-known/oauth-authorization-server"]);
  });
});

/** The client gets this answer in place of the one that the user's browser would have brought. */
function answering(change: (answer: URL) => void) {
  return async (url: URL): Promise<void> => {
    const redirectUri = url.searchParams.get("redirect_uri") ?? "";
    const browser = createHttpBrowser({ fetch: browserFetch, stopBefore: redirectUri });
    const question = await browser.submit(await browser.visit(url.href), { decision: "approve" });
    const answer = new URL((await signIn(browser, question, seed.users.ada)).url);
    change(answer);
    await fetch(answer);
  };
}

describe("an answer to a sign-in", () => {
  it.each<[string, (answer: URL) => void]>([
    ["another server", (answer) => answer.searchParams.set("iss", "https://evil.example")],
    [
      "no server at all, where this one promises to name itself",
      (answer) => answer.searchParams.delete("iss"),
    ],
    [
      "another server that refuses",
      ({ searchParams }) => {
        searchParams.delete("code");
        searchParams.set("error", "access_denied");
        searchParams.set("iss", "https://evil.example");
      },
    ],
  ])("is refused when it comes from %s", async (_case, change) => {
    const { endpoints } = await startServer();
    const { fetchIt, sent } = changing("/nothing", (document) => document);
    const openPage = answering(change);
    await expect(
      connect({ serverUrl: new URL(endpoints.mcp), openPage, fetch: fetchIt }),
    ).rejects.toMatchObject({ name: "IssuerMismatchError" });
    expect(sent.map(({ url }) => url.pathname)).not.toContain("/token");
  });

  it.each([
    ["access_denied", "The sign-in failed: access_denied."],
    ["<b>call us</b>", "The sign-in failed: no code."],
  ])(
    "that says “%s” is told, and nothing that a stranger could have written at length",
    async (error, said) => {
      const { endpoints } = await startServer();
      const openPage = answering(({ searchParams }) => {
        searchParams.delete("code");
        searchParams.set("error", error);
        searchParams.set("error_description", "Call 555-1234");
      });
      await expect(connect({ serverUrl: new URL(endpoints.mcp), openPage })).rejects.toThrow(new Error(said));
    },
  );

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
