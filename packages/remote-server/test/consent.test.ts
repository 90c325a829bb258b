import { seed } from "@mcp-entra/mock-entra";
import { createHttpBrowser, type HttpBrowser, signIn } from "@mcp-entra/mock-entra/browser";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { describe, expect, it } from "vitest";
import { authorizationUrl, pkce, register } from "./support/by-hand.ts";
import { clientRedirectUri, createTestBrowser } from "./support/test-client.ts";
import { startTestServer } from "./support/test-server.ts";

const entra = useMockEntra();
const authorizeCalls = () => entra.trace.entries().filter(({ endpoint }) => endpoint === "authorize").length;

/** The hidden fields of a page's form. */
async function fieldsOf(browser: HttpBrowser, url: URL): Promise<Record<string, string>> {
  const page = await browser.visit(url.href);
  const inputs = page.document.querySelectorAll("input");
  return Object.fromEntries(
    inputs.map((input) => [input.getAttribute("name") ?? "", input.getAttribute("value") ?? ""]),
  );
}

async function answer(issuer: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
  const body = new URLSearchParams({ ...fields, decision: "approve" });
  return fetch(`${issuer}/consent`, { method: "POST", body, headers, redirect: "manual" });
}

describe("the consent page", () => {
  it("names the client, where the answer goes and what it may do, before Entra is asked anything", async () => {
    const { endpoints } = await startTestServer();
    const client = await register(endpoints, undefined, "Weather helper");
    const page = await createTestBrowser().visit(authorizationUrl(endpoints, client).href);
    const text = page.document.querySelector("main")?.text ?? "";
    expect(page.status).toBe(200);
    for (const expected of ["Weather helper", clientRedirectUri, "User.Read", "a program on this computer"]) {
      expect(text).toContain(expected);
    }
    expect(authorizeCalls()).toBe(0);
  });

  it("names the site, when the answer goes to one", async () => {
    const { endpoints } = await startTestServer();
    const redirectUri = "https://client.example/callback";
    const client = await register(endpoints, [redirectUri], "Web client");
    const url = authorizationUrl(endpoints, client, { redirect_uri: redirectUri });
    const page = await createHttpBrowser().visit(url.href);
    expect(page.document.querySelector(".caution strong")?.text).toBe("client.example");
  });

  it("shows a script in an address as text", async () => {
    const { endpoints } = await startTestServer();
    const redirectUri = `${clientRedirectUri}?<script>alert(1)</script>"'&`;
    const client = await register(endpoints, [redirectUri]);
    const url = authorizationUrl(endpoints, client, { redirect_uri: redirectUri });
    const markup = await (await fetch(url)).text();
    expect(markup).not.toContain("<script");
    expect(markup).toContain("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;");
  });

  it.each(["שלום 1", "Weather helper", "天気", "Claude Code (my-server)"])(
    "shows the name %s on a line of its own, and nowhere else",
    async (name) => {
      const { endpoints } = await startTestServer();
      const client = await register(endpoints, undefined, name);
      const { document, html } = await createTestBrowser().visit(authorizationUrl(endpoints, client).href);
      const shown = name.replace(" (my-server)", "");
      expect(document.querySelector(".name")?.text).toBe(shown);
      expect(html.replaceAll(/<bdi>[^<]*<\/bdi>/g, "")).not.toContain(shown);
    },
  );

  it("cannot be framed, runs nothing, and does not restrict where its form leads", async () => {
    const { endpoints } = await startTestServer();
    const response = await fetch(authorizationUrl(endpoints, await register(endpoints)));
    const policy = response.headers.get("content-security-policy") ?? "";
    expect(policy).toMatch(
      /^default-src 'none';style-src 'sha256-[^']+';frame-ancestors 'none';base-uri 'none'$/,
    );
    expect(response.headers.get("x-frame-options")).toBe("DENY");
    expect(response.headers.get("referrer-policy")).toBe("no-referrer");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("cache-control")).toBe("no-store");
    // A popup must keep its opener after our page. Otherwise, clients in a browser wait without end.
    expect(response.headers.get("cross-origin-opener-policy")).toBeNull();
  });

  it("is shown every time, also to a user who has allowed the same client before", async () => {
    const { endpoints } = await startTestServer();
    const client = await register(endpoints);
    const browser = createTestBrowser();
    const url = authorizationUrl(endpoints, client);
    await signIn(
      browser,
      await browser.submit(await browser.visit(url.href), { decision: "approve" }),
      seed.users.ada,
    );
    const again = await browser.visit(url.href);
    expect(again.title).toBe("Allow access");
  });
});

describe("an answer", () => {
  it("that says no goes back to the client as access_denied, and Entra never hears of it", async () => {
    const server = await startTestServer();
    const browser = createTestBrowser();
    const url = authorizationUrl(server.endpoints, await register(server.endpoints), { state: "abc" });
    const arrived = await browser.submit(await browser.visit(url.href), { decision: "deny" });
    expect(Object.fromEntries(new URL(arrived.url).searchParams)).toMatchObject({
      error: "access_denied",
      state: "abc",
      iss: server.endpoints.issuer,
    });
    expect(authorizeCalls()).toBe(0);
    expect(server.eventsNamed("consent_refused")).toHaveLength(1);
  });

  it("without the token of the form is refused", async () => {
    const { endpoints } = await startTestServer();
    const browser = createTestBrowser();
    const url = authorizationUrl(endpoints, await register(endpoints));
    const page = await browser.visit(url.href);
    const forged = await browser.submit(page, { form_token: "guessed", decision: "approve" });
    expect(forged.status).toBe(403);
    expect(authorizeCalls()).toBe(0);
  });

  it("with another browser's tokens is refused: the attacker's question cannot be answered by the victim", async () => {
    const { endpoints } = await startTestServer();
    const url = authorizationUrl(endpoints, await register(endpoints));
    const attackers = await fieldsOf(createTestBrowser(), url);
    expect((await answer(endpoints.issuer, attackers)).status).toBe(403);
  });

  it("with a cookie that was made up is refused", async () => {
    const { endpoints } = await startTestServer();
    const url = authorizationUrl(endpoints, await register(endpoints));
    const response = await fetch(url);
    const name = (response.headers.getSetCookie()[0] ?? "").split("=")[0] ?? "";
    const ticket = /name="ticket" value="([^"]+)"/.exec(await response.text())?.[1] ?? "";
    expect((await answer(endpoints.issuer, { ticket }, { cookie: `${name}=forged` })).status).toBe(403);
  });

  it("for one client is no answer for another", async () => {
    const { endpoints } = await startTestServer();
    const [first, second] = [await register(endpoints), await register(endpoints)];
    const browser = createTestBrowser();
    await fieldsOf(browser, authorizationUrl(endpoints, second));
    const page = await browser.visit(authorizationUrl(endpoints, first).href);
    const arrived = await signIn(
      browser,
      await browser.submit(page, { decision: "approve" }),
      seed.users.ada,
    );
    const code = new URL(arrived.url).searchParams.get("code") ?? "";
    const response = await fetch(`${endpoints.issuer}/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "authorization_code",
        client_id: second,
        code,
        code_verifier: pkce.verifier,
        redirect_uri: clientRedirectUri,
      }),
    });
    expect(response.status).toBe(400);
  });

  it("sets the cookie of the sign-in only when it says yes", async () => {
    const { endpoints } = await startTestServer();
    const response = await fetch(authorizationUrl(endpoints, await register(endpoints)));
    expect(response.headers.getSetCookie().join()).toMatch(/mcp-consent-.*HttpOnly; SameSite=Strict/);
    expect(response.headers.getSetCookie().join()).not.toContain("mcp-sign-in");
  });
});

describe("an authorization request that", () => {
  it.each<[string, Record<string, string>]>([
    ["names an unknown client", { client_id: "unknown" }],
    ["names an unregistered redirect URI", { redirect_uri: "https://evil.example/callback" }],
    ["changes the host of a loopback address", { redirect_uri: "http://localhost:9/callback" }],
    ["changes the path of a loopback address", { redirect_uri: "http://127.0.0.1:9/other" }],
    ["hides a user name in a loopback address", { redirect_uri: "http://evil@127.0.0.1:9/callback" }],
    ["adds a fragment", { redirect_uri: `${clientRedirectUri}#x` }],
  ])("%s ends on a page, never in a redirect", async (_case, change) => {
    const { endpoints } = await startTestServer();
    const url = authorizationUrl(endpoints, await register(endpoints), change);
    const response = await fetch(url, { redirect: "manual" });
    expect(response.status).toBe(400);
    expect(response.headers.get("location")).toBeNull();
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  it("repeats a parameter ends on a page", async () => {
    const { endpoints } = await startTestServer();
    const url = authorizationUrl(endpoints, await register(endpoints), { scope: "User.Read" });
    url.searchParams.append("scope", "Mail.Send");
    expect((await fetch(url, { redirect: "manual" })).status).toBe(400);
  });

  it("uses another port of a registered loopback address is fine", async () => {
    const { endpoints } = await startTestServer();
    const url = authorizationUrl(endpoints, await register(endpoints), {
      redirect_uri: "http://127.0.0.1:10/callback",
    });
    expect((await fetch(url)).status).toBe(200);
  });

  it.each<[string, Record<string, string>, string]>([
    ["lacks a challenge", { code_challenge: "" }, "invalid_request"],
    ["has a plain challenge", { code_challenge_method: "plain" }, "invalid_request"],
    ["has a short challenge", { code_challenge: "a" }, "invalid_request"],
    ["asks for a token directly", { response_type: "token" }, "unsupported_response_type"],
    ["names another server's resource", { resource: "https://evil.example/mcp" }, "invalid_target"],
    ["names no URI as its resource", { resource: "not a uri" }, "invalid_target"],
  ])("%s goes back to the client with the error, its state and our name", async (_case, change, error) => {
    const { endpoints } = await startTestServer();
    const url = authorizationUrl(endpoints, await register(endpoints), { state: "abc", ...change });
    const response = await fetch(url, { redirect: "manual" });
    expect(response.status).toBe(302);
    const location = new URL(response.headers.get("location") ?? "");
    expect(location.href.startsWith(clientRedirectUri)).toBe(true);
    expect(Object.fromEntries(location.searchParams)).toMatchObject({
      error,
      state: "abc",
      iss: endpoints.issuer,
    });
  });
});
