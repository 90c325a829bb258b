import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pieces } from "../../packages/stage/src/theatre/pieces.ts";
import {
  faultsOf,
  patience,
  type RunningStage,
  stagePage,
  startStage,
  streamed,
} from "./stage/stage-page.ts";
import { launchBrowser, screenshots } from "./support/browser.ts";
import { findChromium } from "./support/find-chromium.ts";
import { stop } from "./support/programs.ts";

const chromiumPath = findChromium();
const wide: BrowserContextOptions = { viewport: { width: 1280, height: 800 }, colorScheme: "light" };

/** What the attacker gets from the weakened server, and the check that refuses the attack at ours. */
const outcomes: readonly (readonly [id: string, got: string, refused: string])[] = [
  [
    "code-stolen",
    "a session as Ada Lovelace",
    "(invalid_grant), by this check: The verifier matches the challenge.",
  ],
  [
    "confused-deputy",
    "a session as Ada Lovelace",
    "(the victim is asked), by this check: An answer is valid for one client only.",
  ],
  [
    "token-passthrough",
    "the tools, as the victim",
    "(401), by this check: The audience is this server's application.",
  ],
  [
    "refresh-token-stolen",
    "a session as Ada Lovelace",
    "by this check: An old refresh token ends the whole session.",
  ],
  [
    "another-session",
    "a word in the victim's stream",
    "(404), by this check: Only the user and the client that opened a stream can use it.",
  ],
  [
    "mix-up",
    "an answer of ours that passes for another server's",
    "(the answer names us), by this check: Each answer to a client names the server that gives it.",
  ],
  [
    "open-redirect",
    "a link of ours that leads straight to their page",
    "by this check: The server redirects an error only to a program on this machine.",
  ],
  ["forged-token", "the tools, as the victim", "(401), by this check: The signature is valid."],
];

let browser: Browser;
let closeBrowser: () => Promise<void>;
let stage: RunningStage;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  if (chromiumPath === undefined) return;
  ({ browser, close: closeBrowser } = await launchBrowser(chromiumPath));
  stage = await startStage("--port", "0", "--empty");
  page = await openStage(wide);
});
afterAll(async () => {
  if (chromiumPath === undefined) return;
  await stop(stage);
  await closeBrowser();
});

async function openStage(options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(60_000);
  const opened = await context.newPage();
  opened.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  opened.on("pageerror", (error) => complaints.push(error.message));
  await opened.goto(stage.url);
  await opened.getByText("live", { exact: true }).waitFor();
  return opened;
}

const side = (shown: Page, name: "weakened" | "ours") => shown.locator(`.side[data-side="${name}"]`);
const playChoice = (shown: Page) => shown.getByRole("combobox", { name: /^Show/ });
const outcomeOf = (shown: Page, name: "weakened" | "ours") => side(shown, name).locator(".message");

describe.skipIf(chromiumPath === undefined)("the attacks on the stage, in a browser", () => {
  it("are all eight tried here", async () => {
    expect(outcomes.map(([id]) => id)).toEqual(pieces.map(({ id }) => id));
    await page.locator("#tabs").getByRole("button", { name: "Attacks" }).click();
    expect(await page.locator("[data-attack]").count()).toBe(outcomes.length);
  });

  it.each(outcomes)("%s: the weakened server falls, and ours refuses", async (id, got, refused) => {
    await page.locator("#tabs").getByRole("button", { name: "Attacks" }).click();
    const card = page.locator(`[data-attack="${id}"]`);
    await card.locator("summary").click();
    // Before it is played: what the attacker wants, and the lines that are taken out.
    expect(await card.textContent()).toContain("What the attacker wants");
    const lines = await card.getByLabel("Taken out").textContent();
    await card.getByRole("button", { name: /^Play it/ }).click();
    await stagePage(page).says(new RegExp(`^The attacker got .*${RegExp.escape(refused)}`));
    expect(await outcomeOf(page, "weakened").textContent()).toContain(`The attacker got ${got}.`);
    expect(await outcomeOf(page, "ours").textContent()).toContain(refused);
    expect(await side(page, "weakened").getByLabel("Taken out").textContent()).toBe(lines);
    expect(await side(page, "weakened").textContent()).toContain("It is stopped.");
    for (const name of ["weakened", "ours"] as const)
      expect(await side(page, name).locator("button.row").count()).toBeGreaterThan(1);
    const links = await outcomeOf(page, "ours").getByRole("link").all();
    const places = await Promise.all(links.map(async (link) => link.getAttribute("href")));
    expect(places).toEqual([
      expect.stringMatching(/^\/files\/packages\/[\w/-]+\.ts#L\d+$/),
      expect.stringMatching(/^\/files\/docs\/threat-model\.md#L\d+$/),
    ]);
    for (const place of places)
      expect((await fetch(new URL(place ?? "", stage.url))).status, String(place)).toBe(200);
  });

  it("say loudly on stderr that a server is weakened, once for each attack", () => {
    expect(stage.output().match(/WARNING: WEAKENED ON PURPOSE/g)).toHaveLength(outcomes.length);
  });

  it("are stepped through, and a request of the attacker is opened with its headers and its token", async () => {
    await playChoice(page).selectOption({ index: outcomes.length });
    await page.getByRole("button", { name: "Step back" }).click();
    await expect.poll(async () => outcomeOf(page, "ours").count(), patience).toBe(0);
    await page.getByRole("button", { name: "Go on" }).click();
    await side(page, "ours").locator("button.row").last().click();
    const detail = page.locator("#detail");
    expect(await detail.textContent()).toContain("Attacker → MCP server");
    expect(await detail.textContent()).toContain("decoded");
    await detail.getByRole("button", { name: "Close" }).click();
    await page.getByRole("button", { name: "Back to the hops" }).click();
    await page.locator("#list").waitFor();
    expect(await page.locator("#theatre").isHidden()).toBe(true);
  });

  it.each([
    ["light", wide, "next to each other"],
    ["dark", { ...wide, colorScheme: "dark" as const }, "next to each other"],
    ["projector", { ...wide, viewport: { width: 1920, height: 1080 } }, "next to each other"],
    ["phone", { ...wide, viewport: { width: 360, height: 740 } }, "one above the other"],
  ])("fit and are accessible: %s", async (look, options, places) => {
    const shown = await openStage(options);
    if (look === "projector") await shown.getByRole("button", { name: "Large type" }).click();
    await playChoice(shown).selectOption({ index: 2 });
    await outcomeOf(shown, "ours").waitFor();
    expect(await faultsOf(shown, `${look}-attack`)).toEqual([]);
    const boxes = await Promise.all(
      (["weakened", "ours"] as const).map(async (name) => side(shown, name).boundingBox()),
    );
    const [weakened = 0, ours = 0] = boxes.map((box) => box?.y);
    expect(ours > weakened ? "one above the other" : "next to each other").toBe(places);
    await shown.locator("#tabs").getByRole("button", { name: "Attacks" }).click();
    await shown.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })");
    expect(await faultsOf(shown, `${look}-attacks`)).toEqual([]);
    await shown.context().close();
  });

  it("are in the exported page, without a server and without a network", async () => {
    const file = join(screenshots, "stage-attacks.html");
    writeFileSync(file, await (await fetch(new URL("/export/stage.html", stage.url))).text());
    const context = await browser.newContext({ ...wide, offline: true });
    const kept = await context.newPage();
    kept.on("pageerror", (error) => complaints.push(`exported: ${error.message}`));
    await kept.goto(`file://${file}`);
    await playChoice(kept).selectOption({ index: 1 });
    expect(await outcomeOf(kept, "weakened").textContent()).toContain("a session as Ada Lovelace");
    expect(await outcomeOf(kept, "ours").textContent()).toContain("The verifier matches the challenge.");
    await context.close();
  });

  it("have shown no secret, and the browser has nothing to complain about", async () => {
    const kept = await Promise.all(
      ["stage.html", "stage.json", "stage.mmd"].map(async (file) =>
        (await fetch(new URL(`/export/${file}`, stage.url))).text(),
      ),
    );
    const everything = [...kept, await streamed(stage.url), await page.content(), stage.output()]
      .join("\n")
      .replaceAll(/data:text\/javascript;base64,[\w+/=]+/g, "");
    expect(everything).toContain("The attacker got");
    // A signed JWT, and a session token of ours.
    expect(everything.match(/eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}/g)).toBeNull();
    expect(everything.match(/(?<![\w-])[\w-]{22}\.[\w-]{43}(?![\w-])/g)).toBeNull();
    expect(everything).not.toContain("workshop-only-not-");
    expect(complaints).toEqual([]);
  });
});
