import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { describe, expect, it, onTestFinished } from "vitest";
import { recordRequests, screenshots, typePassword } from "./support/browser.ts";
import { isPossibleOver, openConsent, useRemoteServer } from "./support/remote-in-browser.ts";

/** The findings of axe-core. It runs from outside the page, because the page runs no scripts. */
async function accessibilityProblems(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(async () => {
    const { axe: inPage } = globalThis as unknown as { axe: typeof axe };
    return inPage.run();
  });
  return violations.map(({ id, impact, help }) => `${impact}: ${id}: ${help}`);
}

/** A page of another site. @returns its address. */
async function serve(body: string): Promise<string> {
  const site = createServer((_request, response) => {
    response.setHeader("content-type", "text/html");
    response.end(`<!doctype html><title>Win a prize</title>${body}`);
  }).listen(0, "127.0.0.1");
  await once(site, "listening");
  onTestFinished(() => void site.close());
  return `http://127.0.0.1:${(site.address() as AddressInfo).port}/`;
}

/** The pixels by which the page is wider than its window. A reader would have to scroll sideways. */
async function overflowOf(page: Page): Promise<unknown> {
  return page.evaluate("Math.max(document.documentElement.scrollWidth - innerWidth, 0)");
}

/** The animations of a button, paused at their beginning. A test sets their times, so that no clock is involved. */
const restarted = `(button) => {
  button.style.animation = "none";
  button.getBoundingClientRect();
  button.style.animation = "";
  const animations = button.getAnimations();
  for (const each of animations) each.pause();
  return animations;
}`;
/**
 * The name of each animation, and the style of the button at three times: at its beginning, one millisecond before its end, and at its
 * end. The other animations are at their ends.
 */
const looksOverTime = `(button) => {
  const animations = (${restarted})(button);
  const moveTo = (animation, time) => {
    animation.currentTime = time;
    const { visibility, pointerEvents } = getComputedStyle(button);
    return visibility + ", pointer events " + pointerEvents;
  };
  for (const each of animations) moveTo(each, 500);
  return animations.map((each) => [each.animationName, ...[0, 499, 500].map((time) => moveTo(each, time))]);
}`;
/** Sets the animation with this name to one millisecond before its end, and the others to their ends. */
const holdBeforeTheEndOf = (name: string) => `(button) => {
  for (const each of (${restarted})(button)) each.currentTime = each.animationName === "${name}" ? 499 : 500;
}`;
/** Code for the page: calls a function with the button for this answer. */
const on = (answer: string, work: string) => `(${work})(document.querySelector('[value="${answer}"]'))`;
const [held, heldAgain] = [
  ["held", "hidden, pointer events auto", "hidden, pointer events auto", "visible, pointer events auto"],
  [
    "held-again",
    "visible, pointer events none",
    "visible, pointer events none",
    "visible, pointer events auto",
  ],
];

const ada = { name: "ada@mcpworkshop.onmicrosoft.com", password: "workshop-only-not-a-secret-ada" };

describe.each(["http", "https"] as const)("over %s, in a real Chromium,", (scheme) => {
  const isPossible = isPossibleOver(scheme);
  const { running, newContext, newClient } = useRemoteServer(scheme);

  it.skipIf(!isPossible).each([
    ["light", "MCP client of Ada", { colorScheme: "light" }],
    ["dark", "MCP client of Ada", { colorScheme: "dark" }],
    ["narrow", "MCP client of Ada", { viewport: { width: 320, height: 640 } }],
    ["narrow-long-name", "W".repeat(40), { viewport: { width: 320, height: 640 } }],
  ] as const)("the consent page is accessible, fits and tells all: %s", async (look, clientName, options) => {
    const page = await openConsent(newClient(clientName), await newContext(options));
    await page.screenshot({ path: join(screenshots, `consent-${scheme}-${look}.png`), fullPage: true });
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(await overflowOf(page)).toBe(0);
    const text = await page.locator("main").innerText();
    const { redirectUri } = running().listener;
    for (const fact of [clientName, "User.Read", redirectUri, "a program on this computer"])
      expect(text).toContain(fact);
  });

  it.skipIf(!isPossible)(
    "Allow cannot be pressed in the first half second, nor in the half second after the pointer has come (double-clickjacking)",
    async () => {
      const page = await openConsent(newClient(), await newContext());
      const look = async (answer: string): Promise<unknown> => page.evaluate(on(answer, looksOverTime));
      const allows = ["approve", "approve-another-account"];
      for (const each of allows) expect(await look(each), each).toEqual([held]);
      expect(await look("deny")).toEqual([]);
      await page.mouse.move(1, 1);
      for (const each of allows) expect(await look(each), each).toEqual([held, heldAgain]);

      const asked = page.url();
      const { x = 0, y = 0 } = (await page.locator("button.primary").boundingBox()) ?? {};
      for (const name of ["held", "held-again"]) {
        await page.evaluate(on("approve", holdBeforeTheEndOf(name)));
        await page.mouse.dblclick(x + 5, y + 5);
        expect(page.url(), name).toBe(asked);
      }
      await page.evaluate(on("approve", holdBeforeTheEndOf("none of them")));
      await page.mouse.click(x + 5, y + 5);
      await page.getByLabel("User name").waitFor();
    },
  );

  it.skipIf(!isPossible).each([
    ["a sentence of its own", "VS Code” (publisher verified by Microsoft). “VS Code"],
    ["marks over other lines", `VS Code${"\u0335\u0489".repeat(20)}`],
    ["one character that fills the screen", "\uFDFD".repeat(80)],
    ["nothing that can be seen", "\u200B"],
  ])("the consent page does not show a name with %s", async (what, clientName) => {
    const page = await openConsent(newClient(clientName), await newContext());
    const name = `consent-${scheme}-name-with-${what.replaceAll(" ", "-")}.png`;
    await page.screenshot({ path: join(screenshots, name), fullPage: true });
    const text = await page.locator("main").innerText();
    expect(text).toContain("a program without a usable name");
    expect(text).not.toContain(clientName);
    expect(await overflowOf(page)).toBe(0);
  });

  it.skipIf(!isPossible)(
    "the page of what a user has allowed is accessible, fits and says whose it is",
    async () => {
      const { listener, mcpUrl } = running();
      // The second character would reverse the rest of its line.
      for (const name of ["W".repeat(40), "\u202Eresu yna"]) {
        const consent = await openConsent(newClient(name), await newContext());
        await consent.getByRole("button", { name: "Allow", exact: true }).click();
        await consent.getByLabel("User name").waitFor();
        await typePassword(consent, ada);
        await listener.nextAnswer();
      }
      const context = await newContext();
      const page = await context.newPage();
      await page.goto(`${mcpUrl.origin}/consents`);
      await typePassword(page, ada);
      await page.waitForURL(`${mcpUrl.origin}/consents`);
      const looks = [
        ["light", { colorScheme: "light" }, { width: 1_280, height: 720 }],
        ["dark", { colorScheme: "dark" }, { width: 1_280, height: 720 }],
        ["narrow", { colorScheme: "light" }, { width: 360, height: 640 }],
      ] as const;
      for (const [look, media, size] of looks) {
        await page.emulateMedia(media);
        await page.setViewportSize(size);
        await page.screenshot({ path: join(screenshots, `consents-${scheme}-${look}.png`), fullPage: true });
        expect(await accessibilityProblems(page), look).toEqual([]);
        expect(await overflowOf(page), look).toBe(0);
      }
      const text = await page.locator("main").innerText();
      expect(text).toContain(`You are signed in as ${ada.name}.`);
      expect(await page.locator("h2").count()).toBe(2);

      // While the page is open, another site presses the button in the same browser.
      const client = await page.locator("input[name=client]").first().inputValue();
      const token = await page.locator("input[name=form_token]").first().inputValue();
      const evil = await serve(
        `<form method="post" action="${mcpUrl.origin}/consents">
          <input name="action" value="revoke"><input name="client" value="${client}"><input name="form_token" value="${token}">
          <button>Win</button></form>`,
      );
      const requests = recordRequests(context);
      const other = await context.newPage();
      await other.goto(evil);
      await other.getByRole("button", { name: "Win" }).click();
      await other.getByText("This form was not sent from our page").waitFor();
      const posted = (await requests()).filter(({ url }) => url === `${mcpUrl.origin}/consents`);
      expect(posted.map(({ cookie }) => cookie)).toEqual([""]);
      await page.reload();
      expect(await page.locator("h2").count()).toBe(2);
    },
  );

  it.skipIf(!isPossible)("another site's page cannot frame the consent page", async () => {
    const consent = await newClient().startSignIn();
    const thief = await serve(`<iframe src="${consent.replaceAll("&", "&amp;")}"></iframe>`);
    const page = await (await newContext()).newPage();
    const refusal = page.waitForEvent("console", (message) => message.text().includes("frame-ancestors"));
    await page.goto(thief);
    await refusal;
    const frame = () => page.frames()[1];
    await expect.poll(() => frame()?.url()).toMatch(/^chrome-error:/);
    expect(await frame()?.getByRole("button").count()).toBe(0);
  });
});
