import { join } from "node:path";
import type { Client } from "@modelcontextprotocol/sdk/client/index.js";
import type { BrowserContext } from "playwright-core";
import { describe, expect, it, onTestFinished } from "vitest";
import { recordRequests, screenshots, typePassword } from "./support/browser.ts";
import { isPossibleOver, nameOf, openConsent, useRemoteServer } from "./support/remote-in-browser.ts";

const grace = { name: "grace@mcpworkshop.onmicrosoft.com", password: "workshop-only-not-a-secret-grace" };
const ada = { name: "ada@mcpworkshop.onmicrosoft.com", password: "workshop-only-not-a-secret-ada" };

describe.each(["http", "https"] as const)("over %s, in a real Chromium,", (scheme) => {
  const isPossible = isPossibleOver(scheme);
  const { running, newContext, newClient } = useRemoteServer(scheme);

  async function signInAs(user: typeof ada, context: BrowserContext): Promise<Client> {
    const { mcpUrl, listener } = running();
    const client = newClient();
    const page = await openConsent(client, context);
    await page.getByRole("button", { name: "Allow", exact: true }).click();
    await page.getByLabel("User name").waitFor();
    await typePassword(page, user);
    const answer = await listener.nextAnswer();
    expect(answer.get("iss")).toBe(mcpUrl.origin);
    const connected = await client.finishSignIn(answer.get("code") ?? "");
    onTestFinished(async () => connected.close());
    return connected;
  }

  it.skipIf(!isPossible)(
    "a user consents with the keyboard alone, signs in, and is back at the client",
    async () => {
      const { mcpUrl, listener, server } = running();
      const context = await newContext();
      const requests = recordRequests(context);
      const client = newClient();
      const page = await openConsent(client, context);
      await page.keyboard.press("Tab");
      await page.keyboard.press("Tab");
      expect(await page.locator(":focus-visible").innerText()).toBe("Do not allow");
      await page.keyboard.press("Shift+Tab");
      expect(await page.locator(":focus-visible").innerText()).toBe("Allow");
      await page.screenshot({ path: join(screenshots, `consent-${scheme}-focus.png`) });
      await page.keyboard.press("Enter");
      await page.getByLabel("User name").waitFor();
      const cookiesNamed = async (name: string) =>
        (await context.cookies(mcpUrl.origin)).filter((cookie) => cookie.name.includes(name));
      const waiting = await cookiesNamed("mcp-sign-in-");
      await typePassword(page, grace);
      const answer = await listener.nextAnswer();
      expect(answer.get("state")).toBe("the-clients-own-state");
      await page.waitForFunction(`document.title === "Back at the client"`);
      const connected = await client.finishSignIn(answer.get("code") ?? "");
      expect(await nameOf(connected)).toBe("Grace Hopper");
      await connected.close();

      // One cookie waits for the browser's return. It has the strictest rules that work with a redirect from another site.
      const prefix = scheme === "https" ? "__Host-mcp-sign-in-" : "mcp-sign-in-";
      expect(waiting).toEqual([
        expect.objectContaining({
          httpOnly: true,
          secure: scheme === "https",
          sameSite: "Lax",
          path: "/",
          domain: "localhost",
        }),
      ]);
      expect(waiting[0]?.name.startsWith(prefix)).toBe(true);
      expect(await cookiesNamed("mcp-sign-in-")).toEqual([]);
      // The question's own cookie stays, in case a user presses twice. It expires soon.
      const [question, ...others] = await cookiesNamed("mcp-");
      expect(others).toEqual([]);
      expect(question).toMatchObject({ httpOnly: true, sameSite: "Strict", path: "/", domain: "localhost" });
      expect(question?.expires).toBeLessThanOrEqual(Date.now() / 1_000 + 600);
      // Cookies went only to their own sites: ours to us, Entra's to Entra, none to the client.
      const sent = await requests();
      const ours = sent.filter(({ cookie }) => cookie.includes("mcp-"));
      expect(ours.map(({ url }) => new URL(url).origin + new URL(url).pathname)).toEqual([
        `${mcpUrl.origin}/consent`,
        `${mcpUrl.origin}/auth/callback`,
      ]);
      expect(ours.map(({ cookie }) => cookie.split(";").length)).toEqual([1, 1]);
      const hosts = new Set(sent.map(({ url }) => new URL(url).hostname));
      expect(hosts).toEqual(new Set(["localhost", "127.0.0.1", "127.0.0.2"]));
      expect(new Set(listener.cookies)).toEqual(new Set([""]));
      // The server writes none of it into a log.
      for (const { cookie } of ours)
        expect(server.output()).not.toContain(cookie.split("=")[1] ?? "no value");
      expect(server.output()).not.toContain(answer.get("code") ?? "no code");
    },
  );

  it.skipIf(!isPossible)(
    "a user says no to the client, which is told so, and Entra is never asked",
    async () => {
      const { mcpUrl, listener } = running();
      const context = await newContext();
      const requests = recordRequests(context);
      const page = await openConsent(newClient(), context);
      await page.getByRole("button", { name: "Do not allow" }).click();
      const answer = await listener.nextAnswer();
      expect(Object.fromEntries(answer)).toMatchObject({ error: "access_denied", iss: mcpUrl.origin });
      expect((await requests()).filter(({ url }) => new URL(url).hostname === "127.0.0.1")).toEqual([]);
    },
  );

  it.skipIf(!isPossible)("a user cancels at Entra, and the client is told so", async () => {
    const { mcpUrl, listener } = running();
    const page = await openConsent(newClient(), await newContext());
    await page.getByRole("button", { name: "Allow", exact: true }).click();
    await page.getByRole("button", { name: "Cancel" }).click();
    const answer = await listener.nextAnswer();
    expect(Object.fromEntries(answer)).toMatchObject({
      error: "access_denied",
      iss: mcpUrl.origin,
      state: "the-clients-own-state",
    });
  });

  it.skipIf(!isPossible)(
    "a user whose sign-in has ended is led to a new one, and the client goes on",
    async () => {
      const { mcpUrl, listener, mock } = running();
      const context = await newContext();
      const client = newClient();
      const page = await openConsent(client, context);
      const signIn = async (): Promise<Client> => {
        await page.getByRole("button", { name: "Allow", exact: true }).click();
        await page.getByLabel("User name").waitFor();
        await typePassword(page, ada);
        return client.finishSignIn((await listener.nextAnswer()).get("code") ?? "");
      };
      const first = await signIn();
      expect((await first.listTools()).tools).not.toEqual([]);
      await mock.command("POST", "revoke-sessions", { user: ada.name });
      await mock.command("POST", "expire-access-tokens");
      await expect(first.callTool({ name: "getUserDetails" })).rejects.toThrow("Unauthorized");
      const pageToVisit = client.takePageToVisit();
      expect(pageToVisit).toMatch(new RegExp(`^${mcpUrl.origin}/authorize\\?`));
      await page.goto(pageToVisit);
      const second = await signIn();
      expect(await nameOf(second)).toBe("Ada Lovelace");
      await Promise.all([first.close(), second.close()]);
    },
  );

  it.skipIf(!isPossible)("two users in two browsers stay two users", async () => {
    const [first, second] = [
      await signInAs(ada, await newContext()),
      await signInAs(grace, await newContext()),
    ];
    for (let round = 0; round < 3; round += 1)
      expect(await Promise.all([nameOf(first), nameOf(second)])).toEqual(["Ada Lovelace", "Grace Hopper"]);
  });
});
