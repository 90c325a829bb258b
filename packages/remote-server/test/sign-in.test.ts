import { seed } from "@mcp-entra/mock-entra";
import { createHttpBrowser, signIn } from "@mcp-entra/mock-entra/browser";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { describe, expect, it } from "vitest";
import { allow, clientRedirectUri, connectAs, displayName } from "./support/test-client.ts";
import { startTestServer } from "./support/test-server.ts";
import { authorizationUrl, pkce, redeem, refresh, register, signInByHand } from "./support/by-hand.ts";

const entra = useMockEntra();

describe("a client without a token", () => {
  it.each(["/mcp", "/sse"])("is told at %s where to get one", async (path) => {
    const { endpoints } = await startTestServer();
    const response = await fetch(endpoints.issuer + path, { method: path === "/mcp" ? "POST" : "GET" });
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toContain(
      `resource_metadata="${endpoints.issuer}/.well-known/oauth-protected-resource${path}"`,
    );
  });

  it("finds the authorization server, under one and the same name", async () => {
    const { endpoints } = await startTestServer();
    const resource = await (
      await fetch(`${endpoints.issuer}/.well-known/oauth-protected-resource/mcp`)
    ).json();
    expect(resource).toMatchObject({ resource: endpoints.mcp, authorization_servers: [endpoints.issuer] });
    const server = await (await fetch(`${endpoints.issuer}/.well-known/oauth-authorization-server`)).json();
    expect(server).toMatchObject({ issuer: endpoints.issuer, code_challenge_methods_supported: ["S256"] });
  });
});

describe("a sign-in", () => {
  it.each(["streamable-http", "legacy-sse"] as const)(
    "ends with the user's details, over %s",
    async (kind) => {
      const server = await startTestServer();
      const { client } = await connectAs(seed.users.ada, server.endpoints, kind);
      expect(await displayName(client)).toBe("Ada Lovelace");
      expect(server.bugs).toEqual([]);
    },
  );

  it("sends Entra a state, a nonce and a challenge of our own, and nothing that the client chose", async () => {
    const { endpoints } = await startTestServer();
    const client = await register(endpoints);
    const addresses: string[] = [];
    const browser = createHttpBrowser({
      stopBefore: clientRedirectUri,
      onNavigate: (url) => addresses.push(url),
    });
    const theirs = authorizationUrl(endpoints, client, {
      state: "chosen-by-the-client",
      resource: endpoints.mcp,
    });
    await allow(browser, theirs);
    const ours = new URL(addresses.find((url) => url.startsWith("https://login.microsoftonline.com")) ?? "")
      .searchParams;
    expect(ours.get("client_id")).toBe(seed.applications.remote.appId);
    expect(ours.get("redirect_uri")).toBe(endpoints.callback);
    expect(ours.get("code_challenge_method")).toBe("S256");
    expect(ours.get("code_challenge")).not.toBe(theirs.searchParams.get("code_challenge"));
    expect(ours.get("state")).not.toBe("chosen-by-the-client");
    expect(ours.get("nonce")).toMatch(/^[\w-]{43}$/);
    // Entra answers AADSTS9010010 if the resource is not its own.
    expect(ours.has("resource")).toBe(false);
  });

  it("sends the code to the redirect URI that was asked for, not to the first one registered", async () => {
    const { endpoints } = await startTestServer();
    const client = await register(endpoints, ["https://first.example/callback", clientRedirectUri]);
    const answer = await signInByHand(endpoints, client, seed.users.ada, { state: "abc" });
    expect(answer.get("code")).toBeTruthy();
    expect(answer.get("state")).toBe("abc");
    expect(answer.get("iss")).toBe(endpoints.issuer);
  });

  it("that the user cancels at Entra's page comes back to the client as access_denied", async () => {
    const server = await startTestServer();
    const client = await register(server.endpoints);
    const browser = createHttpBrowser({ stopBefore: clientRedirectUri });
    const page = await allow(browser, authorizationUrl(server.endpoints, client, { state: "abc" }));
    const answer = new URL((await browser.submit(page, { login: "", action: "cancel" })).url).searchParams;
    expect(Object.fromEntries(answer)).toEqual({
      error: "access_denied",
      error_description: "The sign-in was declined. Microsoft Entra ID answered AADSTS65004.",
      state: "abc",
      iss: server.endpoints.issuer,
    });
    expect(server.eventsNamed("sign_in_failed")).toMatchObject([
      { entraCode: 65004, reason: "refused by Entra" },
    ]);
  });

  it("that Entra's token endpoint refuses comes back as server_error, and the log has the AADSTS code", async () => {
    const server = await startTestServer({ AZURE_CLIENT_SECRET: "not~the~secret" });
    const client = await register(server.endpoints);
    const answer = await signInByHand(server.endpoints, client, seed.users.ada);
    expect(answer.get("error")).toBe("server_error");
    expect(answer.get("error_description")).toMatch(/did not succeed. .* AADSTS7000215\.$/);
    expect(server.eventsNamed("sign_in_failed")).toMatchObject([{ entraCode: 7000215 }]);
  });

  it("leaves Entra's tokens on the server: the client's token is ours, and Entra's is refused", async () => {
    const { endpoints } = await startTestServer();
    const { memory } = await connectAs(seed.users.ada, endpoints, "streamable-http");
    expect(memory.tokens?.access_token).toMatch(/^[\w-]{22}\.[\w-]{43}$/);
    const issued = entra.trace.entries().flatMap(({ issued: tokens }) => tokens.map(({ kind }) => kind));
    expect(issued).toEqual(expect.arrayContaining(["id_token", "access_token"]));
    const withJwt = await fetch(endpoints.mcp, {
      method: "POST",
      headers: {
        authorization: "Bearer eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJodHRwczovL2dyYXBoLm1pY3Jvc29mdC5jb20ifQ.c2ln",
      },
    });
    expect(withJwt.status).toBe(401);
  });
});

describe("the callback", () => {
  async function stoppedBeforeCallback(endpoints: { issuer: string; callback: string }) {
    const client = await register(endpoints);
    const browser = createHttpBrowser({ stopBefore: endpoints.callback });
    const page = await allow(browser, authorizationUrl(endpoints, client));
    return signIn(browser, page, seed.users.ada);
  }

  it("refuses a sign-in that another browser began", async () => {
    const { endpoints } = await startTestServer();
    const { url } = await stoppedBeforeCallback(endpoints);
    const victim = createHttpBrowser();
    const page = await victim.visit(url);
    expect(page.status).toBe(403);
    expect(page.document.text).toContain("another browser");
  });

  it("cannot be replayed, not even by the same browser", async () => {
    const { endpoints } = await startTestServer();
    const client = await register(endpoints);
    const addresses: string[] = [];
    const browser = createHttpBrowser({
      stopBefore: clientRedirectUri,
      onNavigate: (url) => addresses.push(url),
    });
    await signIn(browser, await allow(browser, authorizationUrl(endpoints, client)), seed.users.ada);
    const callback = addresses.find((url) => url.startsWith(endpoints.callback)) ?? "";
    const again = await browser.visit(callback);
    // The first answer removed the cookie, so the replay is refused before the check of the state.
    expect(again.status).toBe(403);
  });

  it.each(["", "?code=abc", "?state=abc", "?code=a&code=b&state=c"])(
    "answers %j with an error page",
    async (query) => {
      const { endpoints } = await startTestServer();
      const response = await fetch(endpoints.callback + query, { redirect: "manual" });
      expect(response.status).toBe(400);
      expect(response.headers.get("cache-control")).toBe("no-store");
      expect(response.headers.get("location")).toBeNull();
    },
  );

  it("never redirects for an error that belongs to no sign-in", async () => {
    const { endpoints } = await startTestServer();
    const response = await fetch(`${endpoints.callback}?error=access_denied&state=made-up`, {
      redirect: "manual",
    });
    expect(response.status).toBe(403);
    expect(response.headers.get("location")).toBeNull();
  });
});

describe("the code", () => {
  async function withCode() {
    const server = await startTestServer();
    const client = await register(server.endpoints);
    const code = (await signInByHand(server.endpoints, client, seed.users.ada)).get("code") ?? "";
    return { server, endpoints: server.endpoints, client, code };
  }

  it("is of no use to another client", async () => {
    const { endpoints, code } = await withCode();
    expect(await redeem(endpoints, await register(endpoints), code)).toMatchObject({
      error: "invalid_grant",
    });
  });

  it("is of no use without the verifier", async () => {
    const { endpoints, client, code } = await withCode();
    const verifier = `${pkce.verifier.slice(0, -1)}x`;
    expect(await redeem(endpoints, client, code, { code_verifier: verifier })).toMatchObject({
      error: "invalid_grant",
    });
  });

  it("is of no use at another redirect URI", async () => {
    const { endpoints, client, code } = await withCode();
    const redirectUri = "http://127.0.0.1:10/callback";
    expect(await redeem(endpoints, client, code, { redirect_uri: redirectUri })).toMatchObject({
      error: "invalid_grant",
    });
  });

  it("is not exchanged for a token that is meant for another server", async () => {
    const { endpoints, client, code } = await withCode();
    const answer = await redeem(endpoints, client, code, { resource: "https://evil.example/mcp" });
    expect(answer).toMatchObject({ error: "invalid_target" });
  });

  it("ends what it was exchanged for, when it is used a second time", async () => {
    const { server, endpoints, client, code } = await withCode();
    const tokens = await redeem(endpoints, client, code);
    expect(await redeem(endpoints, client, code)).toMatchObject({ error: "invalid_grant" });
    expect(await refresh(endpoints, client, tokens.refresh_token)).toMatchObject({ error: "invalid_grant" });
    expect(server.eventsNamed("session_revoked")).toMatchObject([
      { reason: "authorization code used twice" },
    ]);
  });

  it("is exchanged once by eight that try at the same time", async () => {
    const { endpoints, client, code } = await withCode();
    const answers = await Promise.all(Array.from({ length: 8 }, async () => redeem(endpoints, client, code)));
    expect(answers.filter(({ access_token: token }) => token !== undefined)).toHaveLength(1);
  });
});
