import { createMemoryStore } from "@mcp-entra/auth-core";
import { seed } from "@mcp-entra/mock-entra";
import { createHttpBrowser, type Page, signIn } from "@mcp-entra/mock-entra/browser";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { afterEach, describe, expect, it, vi } from "vitest";
import fixture from "./fixtures/records-of-fa35816.json" with { type: "json" };
import { authorizationUrl, pkce } from "./support/by-hand.ts";
import { fetchThrough } from "./support/fetch-through.ts";
import { clientRedirectUri } from "./support/test-client.ts";
import { startTestServer } from "./support/test-server.ts";

const entra = useMockEntra();
afterEach(() => void vi.useRealTimers());

const { client, publicUrl, tokens, second, code, question, pending } = fixture;
const asStored = {
  SESSION_STORE: "redis://127.0.0.1:9",
  SESSION_ENCRYPTION_KEYS: Buffer.alloc(32, 7).toString("base64"),
};

/** Starts this version with the store that the last version has written, this many seconds after the stop. */
async function upgraded(seconds: number) {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.parse(fixture.at) });
  const store = createMemoryStore(() => Date.now());
  for (const { key, value, ttlSeconds } of fixture.records) await store.set(key, value, ttlSeconds);
  vi.setSystemTime(Date.parse(fixture.at) + seconds * 1_000);
  const server = await startTestServer({ ...asStored, PUBLIC_URL: publicUrl }, undefined, undefined, {
    store,
  });
  const through = fetchThrough(publicUrl, server.listensAt);
  const post = async (path: string, form: Record<string, string>) =>
    (await through(publicUrl + path, { method: "POST", body: new URLSearchParams(form) })).json() as Promise<
      Record<string, string | undefined>
    >;
  return {
    server,
    through,
    redeem: async (given: string) =>
      post("/token", {
        grant_type: "authorization_code",
        client_id: client,
        code: given,
        code_verifier: pkce.verifier,
        redirect_uri: clientRedirectUri,
      }),
    refresh: async (token: string) =>
      post("/token", { grant_type: "refresh_token", client_id: client, refresh_token: token }),
    list: async (token: string | undefined) =>
      (
        await through(`${publicUrl}/mcp`, {
          method: "POST",
          headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
          body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" }),
        })
      ).status,
    browserWith: (...cookies: string[]) => {
      const withCookies: typeof fetch = async (input, init) => {
        const headers = new Headers(init?.headers);
        const own = headers.get("cookie");
        if (typeof input === "string" && input.startsWith(publicUrl))
          headers.set("cookie", [...(own === null ? [] : [own]), ...cookies].join("; "));
        return through(input, { ...init, headers });
      };
      return createHttpBrowser({ stopBefore: clientRedirectUri, fetch: withCookies });
    },
  };
}

const codeIn = ({ url }: Page): string => new URL(url).searchParams.get("code") ?? "";

/** This version reads each record. If it cannot, the user signs in once. */
describe("after an upgrade", () => {
  it("a session goes on: its access token is good", async () => {
    const { list, server } = await upgraded(60);
    expect(await list(tokens.access_token)).toBe(200);
    expect(await list(second.access_token)).toBe(200);
    expect(server.eventsNamed("record_refused")).toEqual([]);
  });

  it("a client that has lost the answer to its refresh gets the same pair again, within the grace", async () => {
    const { refresh } = await upgraded(10);
    expect(await refresh(tokens.refresh_token)).toMatchObject({
      access_token: tokens.access_token,
      refresh_token: tokens.refresh_token,
    });
  });

  it("a refresh that Entra does not know any more costs one sign-in, with the same registration", async () => {
    const { refresh, redeem, list, browserWith, server } = await upgraded(120);
    expect(await refresh(tokens.refresh_token)).toMatchObject({ error: "invalid_grant" });
    expect(await list(tokens.access_token)).toBe(401);
    const browser = browserWith();
    const page = await browser.visit(authorizationUrl(server.endpoints, client).href);
    expect(page.document.querySelector(".name")?.text).toBe("Client from before");
    const arrived = await signIn(
      browser,
      await browser.submit(page, { decision: "approve" }),
      seed.users.ada,
    );
    const renewed = await redeem(codeIn(arrived));
    expect(await list(renewed["access_token"])).toBe(200);
    expect(await refresh(renewed["refresh_token"] ?? "")).toHaveProperty("access_token");
  });

  it("a code that was on its way is redeemed, once", async () => {
    const { redeem, list } = await upgraded(20);
    const first = await redeem(code);
    expect(await list(first["access_token"])).toBe(200);
    expect(await redeem(code)).toMatchObject({ error: "invalid_grant" });
    expect(await list(first["access_token"])).toBe(401);
  });

  it("a question that a user is looking at is answered, and ends with a sign-in", async () => {
    const { server, redeem, list, browserWith } = await upgraded(60);
    const browser = browserWith(...question.cookies);
    const page = await browser.visit(authorizationUrl(server.endpoints, client).href);
    const answered = await browser.post(page, "/consent", { ...question.fields, decision: "approve" });
    const arrived = await signIn(browser, answered, seed.users.ada);
    expect(new URL(arrived.url).searchParams.get("state")).toBe("the-clients");
    expect(await list((await redeem(codeIn(arrived)))["access_token"])).toBe(200);
  });

  it("a user who was at Entra comes back to a sign-in that goes on", async () => {
    const { redeem, list, browserWith } = await upgraded(60);
    const browser = browserWith(pending.cookie);
    const arrived = await signIn(browser, await browser.visit(pending.entra), seed.users.ada);
    expect(new URL(arrived.url).searchParams.get("state")).toBe("the-clients");
    expect(await list((await redeem(codeIn(arrived)))["access_token"])).toBe(200);
  });

  it("a user sees what they have allowed before, and takes it back with all its sessions", async () => {
    const { server, list, browserWith } = await upgraded(60);
    const browser = browserWith();
    const page = await signIn(browser, await browser.visit(server.endpoints.consents), seed.users.ada);
    expect(page.document.text).toContain("Client from before");
    const formToken = page.document.querySelector('[name="form_token"]')?.getAttribute("value") ?? "";
    await browser.submit(page, { form_token: formToken, client, action: "revoke" });
    expect(await list(tokens.access_token)).toBe(401);
    expect(await list(second.access_token)).toBe(401);
    expect(entra.trace.entries().length).toBeGreaterThan(0);
  });
});
