import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { channelsOf, openGraphHop, secretsIn, type StreamWatch, watchStream } from "./stage/channels.ts";
import { faultsOf, linesIn, patience, type RunningStage, stagePage, stageIn } from "./stage/stage-page.ts";
import { watchConsole, watchRequests } from "./stage/watch-browser.ts";
import { launchBrowser, screenshots, typePassword } from "./support/browser.ts";
import { findChromium } from "./support/find-chromium.ts";
import { stop } from "./support/programs.ts";

const chromiumPath = findChromium();
const alan = { name: "alan@mcpworkshop.onmicrosoft.com", password: "workshop-only-not-a-secret-alan" };
const wide: BrowserContextOptions = { viewport: { width: 1280, height: 800 }, colorScheme: "light" };

let browser: Browser;
let closeBrowser: () => Promise<void>;
let stage: RunningStage;
let page: Page;
const secrets = new Set<string>();
const complaints: string[] = [];
const pages: string[] = [];
const temporary = mkdtempSync(join(tmpdir(), "stage-proof-"));
let stream: StreamWatch;

beforeAll(async () => {
  if (chromiumPath === undefined) return;
  ({ browser, close: closeBrowser } = await launchBrowser(chromiumPath));
  stage = await stageIn(temporary, "--port", "0");
  stream = await watchStream(stage.url);
  page = await openStage(wide);
});
afterEach(async () => {
  if (chromiumPath !== undefined) pages.push(await page.content());
});
afterAll(async () => {
  if (chromiumPath !== undefined) {
    stream.close();
    await stop(stage);
    await closeBrowser();
  }
  rmSync(temporary, { recursive: true, force: true });
});

async function openStage(options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext(options);
  watchRequests(context, { secrets, complaints });
  context.setDefaultTimeout(60_000);
  const opened = await context.newPage();
  watchConsole(opened, { complaints });
  await opened.goto(stage.url);
  await opened.getByText("live", { exact: true }).waitFor();
  return opened;
}

const answered = (tool: string): RegExp => new RegExp(`${tool} answered`);
const refused = (tool: string): RegExp => new RegExp(`${tool} refused`);

describe.skipIf(chromiumPath === undefined)("the stage, in a browser", () => {
  it("shows two users at both remote servers, each tool, and both generations of MCP", async () => {
    const at = stagePage(page);
    await at.connect("Ada", /Remote server over HTTP; issues/);
    await at.says(/Ada → remote server: connected/);
    for (const tool of ["getUserDetails", "listDirectoryUsers", "sendMailToSelf"])
      await at.callTool("Ada → remote server", tool, answered(tool));
    await at.callTool("Ada → remote server", "getAuditLog", refused("getAuditLog"));
    await at.connect("Grace", /Entra’s tokens/, "2025-11-25 at /mcp");
    await at.says(/Grace → remote server with Entra’s tokens: connected/);
    for (const tool of ["getUserDetails", "getAuditLog"])
      await at.callTool("Grace → remote server with", tool, answered(tool));
    await at.callTool("Grace → remote server with", "listDirectoryUsers", refused("listDirectoryUsers"));
    await at.connect(
      "Grace",
      /Remote server over HTTP; issues/,
      "2025-11-25 over SSE at /sse, as in Microsoft’s lesson",
    );
    await at.says(/Grace → remote server: connected/);
    await page.screenshot({ path: join(screenshots, "stage-tools.png") });
    expect(await at.lines()).toBeGreaterThan(60);
  });

  it("shows the local server, and that signing out ends it", async () => {
    const at = stagePage(page);
    await at.connect("Ada", /Local server/);
    await at.says(/Ada → local server: connected/);
    await at.callTool("Ada → local server", "GetUserDetailsFromGraph", answered("GetUserDetailsFromGraph"));
    await page
      .getByRole("region", { name: "Ada → local server" })
      .getByRole("button", { name: "Sign out" })
      .click();
    await at.says(/Ada → local server: signed out/);
    expect(await page.getByRole("region", { name: "Ada → local server" }).count()).toBe(0);
  });

  it("has its own user sign in in the real pages, in a window beside it", async () => {
    const at = stagePage(page);
    await at.connect("Myself", /Remote server over HTTP; issues/, "2026-07-28 at /mcp");
    const [signIn] = await Promise.all([
      page.context().waitForEvent("page"),
      page.getByRole("link", { name: "Open the sign-in" }).click(),
    ]);
    await signIn.getByRole("button", { name: "Allow", exact: true }).click();
    await typePassword(signIn, alan);
    await at.says(/Myself → remote server: connected/);
    await signIn.close();
    await at.callTool("Myself → remote server", "getUserDetails", answered("getUserDetails"));
    expect(secrets).toContain(alan.password);
  });

  it("plays each switch, and what was said beforehand happens", async () => {
    const at = stagePage(page);
    await at.playSwitch("access-token-expires", answered("listDirectoryUsers"));
    await at.playSwitch("graph-throttles", answered("listDirectoryUsers"));
    await at.playSwitch("signing-key-rotates", answered("getUserDetails"));
    await at.playSwitch("role-taken-away", refused("listDirectoryUsers"));
    await at.undoSwitch("role-taken-away");
    await at.playSwitch("second-factor", answered("listDirectoryUsers"));
    await at.undoSwitch("second-factor");
    await at.playSwitch("refresh-token-dies", answered("listDirectoryUsers"));
    await at.playSwitch("approval-taken-back", answered("getUserDetails"));
    await at.playSwitch("server-restarts", answered("getUserDetails"));
    await at.playSwitch("secret-wrong", /As expected, Grace was not signed in/);
    await at.undoSwitch("secret-wrong");
    const shown = page.locator("[data-what-if]");
    expect(await shown.count(), "another switch is not played here").toBe(9);
  });

  it("is worked with by keys alone: up and down the list, into the details and back", async () => {
    await page.getByRole("listbox").focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    expect(await page.evaluate("document.activeElement?.id")).toBe("detail");
    await page.keyboard.press("Escape");
    expect(await page.evaluate("document.activeElement?.id")).toBe("list");
  });

  it("filters by user, holds, steps back and on, and goes on", async () => {
    const at = stagePage(page);
    const all = await at.lines();
    await page.getByRole("combobox", { name: "User" }).selectOption({ label: "Grace" });
    await expect.poll(() => at.lines(), patience).toBeLessThan(all);
    await page.getByRole("combobox", { name: "User" }).selectOption({ label: "all users" });
    // A stream that ends may add a line at any time.
    await expect.poll(() => at.lines(), patience).toBeGreaterThanOrEqual(all);
    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByRole("button", { name: "Step back" }).click();
    await page.getByText(/^\d+ of \d+ lines$/).waitFor();
    const held = await at.shown();
    const next = page.locator(".held");
    expect(await next.textContent()).toMatch(/Next: .+ Go on leads to the latest line\./);
    await page.getByRole("button", { name: "Step on" }).click();
    await expect.poll(() => at.shown(), patience).toBe(held + 1);
    await page.getByRole("button", { name: "Go on" }).click();
    await page.getByRole("button", { name: "Close" }).click();
  });

  it("says of a hop to Graph who has signed its token, and what replaces a secret", async () => {
    await openGraphHop(page, stage.url);
    const shown = () => page.locator("#detail").textContent();
    await expect.poll(shown, patience).toMatch(/Its issuer \(iss\) has signed it: https:/);
    expect(await shown()).toMatch(
      /REDACTED, or a name in square brackets such as \[code 2\],\s+replaces a value/,
    );
    await page.getByRole("button", { name: "Close" }).click();
  });

  it("has everything again after a reload", async () => {
    const before = await stagePage(page).lines();
    await page.reload();
    await expect.poll(() => stagePage(page).lines(), patience).toBeGreaterThanOrEqual(before);
  });

  it("works as one file, without a server and without a network", async () => {
    const html = await (await fetch(new URL("/export/stage.html", stage.url))).text();
    const context = await browser.newContext({ ...wide, offline: true });
    const kept = await context.newPage();
    kept.on("console", (message) => complaints.push(`exported: ${message.text()}`));
    kept.on("pageerror", (error) => complaints.push(`exported: ${error.message}`));
    const file = join(screenshots, "stage.html");
    writeFileSync(file, html);
    await kept.goto(`file://${file}`);
    await expect.poll(() => stagePage(kept).lines(), patience).toBe(linesIn(html));
    await kept.locator(".row").first().click();
    await kept.screenshot({ path: join(screenshots, "stage-exported.png") });
    await context.close();
  });

  it("plays what was kept, and comes back to what happens now", async () => {
    await page.locator("#tabs").getByRole("button", { name: "Keep" }).click();
    await page.getByLabel(/Play a recording/).setInputFiles(join(screenshots, "stage.html"));
    await stagePage(page).says(/Press Play/);
    await page.getByRole("button", { name: "Step on" }).click();
    await page.getByText(/^2 of \d+ lines$/).waitFor();
    await page.getByRole("button", { name: "Back to what happens now" }).click();
    await expect.poll(() => page.locator(".link").textContent(), patience).toContain("live");
  });

  it.each([
    ["light", wide],
    ["dark", { ...wide, colorScheme: "dark" as const }],
    ["projector", { viewport: { width: 1920, height: 1080 }, colorScheme: "light" as const }],
    ["phone", { viewport: { width: 360, height: 740 }, colorScheme: "light" as const }],
  ])("fits and is accessible: %s", async (look, options) => {
    const shown = await openStage(options);
    if (look === "projector") await shown.getByRole("button", { name: "Large type" }).click();
    await shown.locator(".row").first().waitFor();
    expect(await faultsOf(shown, `${look}-stage`)).toEqual([]);
    await shown.locator(".row.hop").last().click();
    await shown.locator("#detail h2").waitFor();
    expect(await faultsOf(shown, `${look}-detail`)).toEqual([]);
    if (look === "phone") await shown.getByRole("button", { name: "Close" }).click();
    for (const name of ["Act", "What if", "Keep"]) {
      await shown.locator("#tabs").getByRole("button", { name }).click();
      await shown.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })");
      expect(await faultsOf(shown, `${look}-${name.toLowerCase().replace(" ", "-")}`)).toEqual([]);
    }
    await shown.context().close();
  });

  it("has sent and stored no secret of the whole run, and its browser has nothing to complain about", async () => {
    const { channels, planted } = await channelsOf({ url: stage.url, stream, page, pages, temporary });
    const found = secretsIn(channels, [planted]);
    expect(found, "the search finds what is there").toHaveLength(Object.keys(channels).length);

    for (const { value } of await page.context().cookies()) secrets.add(value);
    const ofTheClients: string[] = JSON.parse(readFileSync(join(temporary, "secrets.json"), "utf8"));
    expect(secrets.size).toBeGreaterThan(4);
    expect(ofTheClients.length).toBeGreaterThan(60);
    const values = [...secrets, ...ofTheClients].filter((value) => value.length > 8);
    expect(secretsIn({ ...channels, "the terminal": stage.output() }, values)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it("keeps on its page what was there when the stage is killed, goes on with the next one, and has it all after a reload", async () => {
    const before = await stagePage(page).lines();
    const { port } = new URL(stage.url);
    stage.child.kill("SIGKILL");
    await page.getByText("The stage does not answer.").waitFor();
    stage = await stageIn(temporary, "--port", port);
    await page.getByText("live", { exact: true }).waitFor({ timeout: 60_000 });
    await stagePage(page).connect("Alan", /Remote server over HTTP; issues/);
    await stagePage(page).says(/Alan → remote server: connected/);
    const now = await stagePage(page).lines();
    expect(now).toBeGreaterThan(before);
    await page.reload();
    await expect.poll(() => stagePage(page).lines(), patience).toBeGreaterThanOrEqual(now);
  });
});
