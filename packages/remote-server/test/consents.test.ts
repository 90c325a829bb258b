import { seed } from "@mcp-entra/mock-entra";
import { createHttpBrowser, type HttpBrowser, type Page, signIn } from "@mcp-entra/mock-entra/browser";
import { browserFetch, useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Endpoints } from "../src/auth/rules/endpoints.ts";
import { listTools, redeem, refresh, register, signInByHand } from "./support/by-hand.ts";
import { documentOf, sendJson, serveDocument } from "./support/document-server.ts";
import { moveTime, signedIn } from "./support/signed-in.ts";
import { startTestServer } from "./support/test-server.ts";

const entra = useMockEntra();
afterEach(() => void vi.useRealTimers());

async function openConsents(
  { issuer }: Endpoints,
  user: Parameters<typeof signIn>[2] = seed.users.ada,
): Promise<{ browser: HttpBrowser; page: Page }> {
  const browser = createHttpBrowser({ fetch: browserFetch });
  return { browser, page: await signIn(browser, await browser.visit(`${issuer}/consents`), user) };
}

const textOf = (page: Page): string =>
  (page.document.querySelector("main")?.text ?? "").replaceAll(/\s+/g, " ");
const fieldOf = (page: Page, name: string): string =>
  page.document.querySelector(`input[name="${name}"]`)?.getAttribute("value") ?? "";

describe("/consents", () => {
  it("shows users what they have allowed, after a sign-in at Entra", async () => {
    const { endpoints, clientId } = await signedIn();
    const { page } = await openConsents(endpoints);
    expect(page.url).toBe(`${endpoints.issuer}/consents`);
    expect(page.title).toBe("Programs that you have allowed");
    for (const expected of [clientId, "User.Read", "signed in now", `${new Date().getUTCFullYear()}-`]) {
      expect(textOf(page)).toContain(expected);
    }
  });

  it("shows no other user's", async () => {
    const { endpoints, clientId } = await signedIn();
    const { page } = await openConsents(endpoints, seed.users.grace);
    expect(textOf(page)).toContain("You have not allowed any program");
    expect(page.html).not.toContain(clientId);
  });

  it("names a client with a metadata document by its host, and another by what it calls itself, as text", async () => {
    const site = await serveDocument();
    site.answer = sendJson(documentOf(site.clientId, { client_name: "Microsoft" }));
    const { endpoints } = await startTestServer({ DANGEROUSLY_ALLOW_LOOPBACK_CLIENT_DOCUMENTS: "true" });
    await signInByHand(endpoints, site.clientId, seed.users.ada);
    const evil = await register(endpoints, undefined, "<script>alert(1)</script>");
    await signInByHand(endpoints, evil, seed.users.ada);
    const { page } = await openConsents(endpoints);
    const headings = page.document.querySelectorAll("h2").map(({ text }) => text);
    expect(headings).toEqual(["A program that calls itself", new URL(site.clientId).host]);
    expect(page.document.querySelectorAll(".name").map(({ text }) => text)).toEqual([
      "a program without a usable name",
    ]);
    expect(page.html).not.toContain("<script");
    expect(textOf(page)).toContain("not signed in now");
  });

  it("says which account this is, as Entra has named it at the sign-in, and asks Graph for nothing", async () => {
    const { endpoints } = await startTestServer();
    const { page } = await openConsents(endpoints, seed.users.grace);
    expect(textOf(page)).toContain(`You are signed in as ${seed.users.grace.userPrincipalName}.`);
    expect(entra.trace.entries().filter(({ endpoint }) => endpoint.startsWith("graph"))).toEqual([]);
  });

  it("says that something was taken back to who took it back, and not to whom a link leads there", async () => {
    const { endpoints, clientId } = await signedIn();
    const { browser, page } = await openConsents(endpoints);
    const form = page.document.querySelector('input[name="form_token"]')?.getAttribute("value") ?? "";
    for (const link of ["/consents?revoked", "/consents?revoked=true", `/consents?revoked=${form}`])
      expect(textOf(await browser.visit(endpoints.issuer + link))).not.toContain("Done");
    const done = await browser.post(page, "/consents", {
      action: "revoke",
      client: clientId,
      form_token: form,
    });
    expect(textOf(done)).toContain("Done");
    const { browser: another } = await openConsents(endpoints);
    expect(textOf(await another.visit(done.url))).not.toContain("Done");
  });

  it("never spares anybody the question", async () => {
    const { endpoints, clientId } = await signedIn();
    const { browser } = await openConsents(endpoints);
    const asked = await browser.visit(
      `${endpoints.issuer}/authorize?response_type=code&client_id=${clientId}&redirect_uri=http%3A%2F%2F127.0.0.1%3A9%2Fcallback&code_challenge=${"x".repeat(43)}&code_challenge_method=S256`,
    );
    expect(asked.title).toBe("Allow access");
  });

  it("leaves nothing of Entra's tokens behind", async () => {
    const kept: string[] = [];
    const { endpoints } = await startTestServer({}, undefined, (store) => ({
      ...store,
      set: async (key, value, ttl) => {
        kept.push(key);
        return store.set(key, value, ttl);
      },
      delete: async (key) => {
        kept.splice(kept.indexOf(key), 1);
        return store.delete(key);
      },
    }));
    await openConsents(endpoints);
    expect(kept.filter((key) => key.startsWith("entra:"))).toEqual([]);
    expect(kept.filter((key) => key.startsWith("review-visit:"))).toHaveLength(1);
  });
});

describe("taking an approval back", () => {
  it("ends the client's sessions of this user at once, and no other user's", async () => {
    const { server, endpoints, clientId, token, refreshToken } = await signedIn();
    const graces = await signInByHand(endpoints, clientId, seed.users.grace);
    const grace = await redeem(endpoints, clientId, graces.get("code") ?? "");
    const { browser, page } = await openConsents(endpoints);
    const after = await browser.submit(page, { action: "revoke" });
    expect(textOf(after)).toContain("Done. That program is signed out");
    expect(textOf(after)).toContain("You have not allowed any program");
    expect(await listTools(endpoints, token)).toBe(401);
    expect(await refresh(endpoints, clientId, refreshToken)).toMatchObject({ error: "invalid_grant" });
    expect(await listTools(endpoints, grace["access_token"])).toBe(200);
    expect(server.eventsNamed("consent_revoked")).toMatchObject([
      { client: clientId, user: seed.users.ada.id },
    ]);
    expect(server.eventsNamed("session_revoked")).toMatchObject([{ reason: "taken back by its user" }]);
  });

  it("reaches a sign-in whose code has not been redeemed yet", async () => {
    const { endpoints } = await startTestServer();
    const client = await register(endpoints);
    const code = (await signInByHand(endpoints, client, seed.users.ada)).get("code") ?? "";
    const { browser, page } = await openConsents(endpoints);
    await browser.submit(page, { action: "revoke" });
    expect(await redeem(endpoints, client, code)).toMatchObject({ error: "invalid_grant" });
  });

  it("takes the client of the button that was pressed", async () => {
    const { endpoints } = await startTestServer();
    const [first, second] = [await register(endpoints), await register(endpoints)];
    await signInByHand(endpoints, first, seed.users.ada);
    await signInByHand(endpoints, second, seed.users.ada);
    const { browser, page } = await openConsents(endpoints);
    const form = { action: "revoke", client: first, form_token: fieldOf(page, "form_token") };
    const after = await browser.post(page, "/consents", form);
    expect(after.html).toContain(second);
    expect(after.html).not.toContain(first);
    const again = await browser.post(page, "/consents", form);
    expect(textOf(again)).not.toContain("Done.");
  });

  it("is not possible without the token of the page: another site cannot press the button", async () => {
    const { endpoints, token } = await signedIn();
    const { browser, page } = await openConsents(endpoints);
    const forged = await browser.submit(page, { form_token: "guessed", action: "revoke" });
    expect(forged.status).toBe(403);
    expect(await listTools(endpoints, token)).toBe(200);
  });

  it("is not possible with another visitor's token, nor without the cookie", async () => {
    const { endpoints, clientId, token } = await signedIn();
    const attackers = await openConsents(endpoints, seed.users.grace);
    const formToken = fieldOf(attackers.page, "form_token");
    const victims = await openConsents(endpoints);
    const form = { action: "revoke", client: clientId, form_token: formToken };
    expect((await victims.browser.post(victims.page, "/consents", form)).status).toBe(403);
    const own = { ...form, form_token: fieldOf(victims.page, "form_token") };
    expect((await createHttpBrowser().post(victims.page, "/consents", own)).status).toBe(403);
    // A user's own page cannot end another user's sessions either.
    await attackers.browser.post(attackers.page, "/consents", form);
    expect(await listTools(endpoints, token)).toBe(200);
  });
});

describe("a visit", () => {
  it("is over after ten minutes, and when the page is closed", async () => {
    const { endpoints } = await startTestServer();
    const { browser, page } = await openConsents(endpoints);
    const left = await browser.submit(page, { action: "leave" });
    expect(left.title).toBe("Closed");
    expect(
      (await browser.post(page, "/consents", { action: "leave", form_token: fieldOf(page, "form_token") }))
        .status,
    ).toBe(403);
    const second = await openConsents(endpoints);
    moveTime(601);
    const late = await second.browser.post(second.page, "/consents", {
      action: "leave",
      form_token: fieldOf(second.page, "form_token"),
    });
    expect(late.status).toBe(403);
  });

  it("has a cookie that pages cannot read and other sites cannot send with a form", async () => {
    const { endpoints } = await startTestServer();
    const cookies: string[] = [];
    const browser = createHttpBrowser({
      fetch: async (...request) => {
        const response = await fetch(...request);
        cookies.push(...response.headers.getSetCookie());
        return response;
      },
    });
    await signIn(browser, await browser.visit(`${endpoints.issuer}/consents`), seed.users.ada);
    const cookie = cookies.find((each) => each.startsWith("mcp-consents-"));
    expect(cookie).toMatch(/Max-Age=600; Path=\/;.*HttpOnly; SameSite=Lax/);
  });

  it("does not begin in a browser that did not ask for it", async () => {
    const { endpoints } = await startTestServer();
    const addresses: string[] = [];
    const attackers = createHttpBrowser({
      onNavigate: (url) => addresses.push(url),
      stopBefore: endpoints.callback,
    });
    await signIn(attackers, await attackers.visit(`${endpoints.issuer}/consents`), seed.users.grace);
    const callback = addresses.find((url) => url.startsWith(endpoints.callback)) ?? "";
    expect(callback).toContain("code=");
    expect((await createHttpBrowser().visit(callback)).status).toBe(403);
  });

  it("does not begin when Entra refuses", async () => {
    const { server, endpoints } = await signedIn();
    entra.faults.add({ endpoint: "token", status: 503 });
    const { page } = await openConsents(endpoints);
    expect(page).toMatchObject({ status: 403, title: "You are not signed in" });
    expect(server.bugs).toEqual([]);
  });

  it("does not begin when the user cancels, and the page has Entra's number", async () => {
    const { endpoints } = await startTestServer();
    const browser = createHttpBrowser();
    const page = await browser.visit(`${endpoints.issuer}/consents`);
    const answer = await browser.submit(page, { login: "", action: "cancel" });
    expect(answer).toMatchObject({ status: 403, title: "You are not signed in" });
    expect(textOf(answer)).toContain("Microsoft Entra ID answered AADSTS65004.");
  });

  it("gives a client of this server nothing: its callback leads to no code", async () => {
    const { server, endpoints } = await signedIn();
    await openConsents(endpoints);
    expect(server.eventsNamed("code_issued")).toHaveLength(1);
    expect(server.eventsNamed("session_created")).toHaveLength(1);
  });
});
