import { mkdirSync } from "node:fs";
import { join } from "node:path";
import axe from "axe-core";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "./support/find-chromium.ts";
import { type InputDevice, keyboard, mouse } from "./portal/mouse-and-keyboard.ts";
import { type MockEntra, startMock, stop } from "./support/programs.ts";
import { callLocalServer, type Environment, signInToRemoteServer } from "./portal/servers.ts";

const screenshots = join(import.meta.dirname, "../reports/screenshots");
const chromiumPath = findChromium();
const ada = "ada@mcpworkshop.onmicrosoft.com";
const password = "workshop-only-not-a-secret-ada";

let browser: Browser;
let mock: MockEntra;

beforeAll(async () => {
  if (chromiumPath === undefined) return;
  mkdirSync(screenshots, { recursive: true });
  // A container often runs as root, and then Chromium has no sandbox. It opens only our own pages.
  browser = await chromium.launch({
    executablePath: chromiumPath,
    args: ["--no-sandbox", "--disable-background-networking"],
  });
  mock = await startMock();
});
afterAll(async () => {
  if (chromiumPath === undefined) return;
  await browser.close();
  await stop(mock);
});

async function newPage(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext(options);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  return context.newPage();
}

/** Scripts for the page are texts, because the proofs' own types do not include a browser. */
const clipboard = (page: Page): Promise<string> => page.evaluate("navigator.clipboard.readText()");

const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: true });
const link = (page: Page, name: string | RegExp) => page.getByRole("link", { name, exact: true });

/** App registrations > New registration, with the fields of Microsoft's lesson. @returns the two IDs that the copy buttons copy */
async function register(page: Page, device: InputDevice, name: string): Promise<Environment> {
  await page.goto(mock.portalUrl);
  await device.press(link(page, "New registration"));
  await device.fill(page.getByLabel("Name", { exact: true }), name);
  await device.tick(page.getByLabel(/this organizational directory only/));
  await device.press(button(page, "Register"));
  const copied = async (label: string): Promise<string> => {
    await device.press(button(page, `Copy ${label}`));
    await page.getByText(`Copied: ${label}`).waitFor({ state: "attached" });
    return clipboard(page);
  };
  return {
    AZURE_CLIENT_ID: await copied("Application (client) ID"),
    AZURE_TENANT_ID: await copied("Directory (tenant) ID"),
  };
}

async function signIn(page: Page, device: InputDevice): Promise<void> {
  await device.fill(page.getByLabel("User name"), ada);
  await device.fill(page.getByLabel("Password"), password);
  await device.press(button(page, "Sign in"));
}

const userDetails = { userPrincipalName: ada, displayName: "Ada Lovelace" };

describe.skipIf(chromiumPath === undefined).each([mouse, keyboard])("by $name alone", (device) => {
  it("the remote application is registered as in Microsoft's lesson, and a user signs in to the remote server", async () => {
    const page = await newPage();
    const ids = await register(page, device, `My Remote MCP Server (${device.name})`);
    await device.press(link(page, "Authentication"));
    await device.press(link(page, "Web"));
    await device.fill(
      page.getByLabel("Redirect URI", { exact: true }),
      "http://localhost:3001/auth/callback",
    );
    await device.press(button(page, "Configure"));
    await page.getByText("Saved.").waitFor();
    await device.press(link(page, "Certificates & secrets"));
    const form = page.getByRole("form", { name: "New client secret" });
    await device.fill(form.getByLabel("Description"), "workshop");
    await device.choose(form.getByLabel("Expires"), "365");
    await device.press(form.getByRole("button", { name: "Add" }));
    // A picture of a page during a navigation can take for ever.
    await button(page, "Copy Value").waitFor();
    await page.screenshot({ path: join(screenshots, `portal-secret-${device.name}.png`), fullPage: true });
    await device.press(button(page, "Copy Value"));
    const secret = await clipboard(page);
    await page.reload();
    expect(await page.content()).not.toContain(secret);
    await device.press(link(page, "API permissions"));
    await device.press(page.getByText("Microsoft Graph", { exact: true }));
    const permissions = page.getByRole("group", { name: "Delegated permissions" }).first();
    await device.tick(permissions.getByLabel("User.ReadBasic.All"));
    await device.press(button(page, "Add permissions"));
    await page.getByText("Saved.").waitFor();
    await device.press(button(page, /^Grant admin consent for/));
    await page.getByText("Consent was granted").waitFor();
    expect(await page.getByText(/^Granted for/).count()).toBe(2);
    const result = await signInToRemoteServer(
      { ...mock.remote, ...ids, AZURE_CLIENT_SECRET: secret },
      async (url) => {
        await page.goto(url);
        await device.press(button(page, "Allow"));
        await signIn(page, device);
      },
    );
    expect(result).toMatchObject(userDetails);
    await page.context().close();
  });

  it("the local application's blank redirect URI is AADSTS500113 at the first sign-in; its explanation leads to where it is mended", async () => {
    const page = await newPage();
    const ids = await register(page, device, `My Local MCP Server (${device.name})`);
    const environment = { ...mock.local, ...ids };
    const refused = await callLocalServer(environment, "client");
    await page.goto(addressIn(await refused.page));
    await page.getByText("AADSTS500113").waitFor();
    await page.screenshot({ path: join(screenshots, `portal-refused-${device.name}.png`) });
    await device.press(link(page, "What this means, and how to fix it"));
    await page.getByRole("heading", { name: "The application has no redirect URI" }).waitFor();
    await page.screenshot({ path: join(screenshots, `portal-500113-${device.name}.png`), fullPage: true });
    await refused.close();
    await device.press(link(page, /^Open this page of My Local MCP Server/));
    await device.press(link(page, "Mobile and desktop applications"));
    await device.tick(page.getByLabel("http://localhost", { exact: true }));
    await device.press(button(page, "Configure"));
    await page.getByText("Saved.").waitFor();
    const signedIn = await callLocalServer(environment, "client");
    await page.goto(addressIn(await signedIn.page));
    await signIn(page, device);
    await device.press(button(page, "Accept"));
    expect(await signedIn.result).toMatchObject({ structuredContent: userDetails });
    await signedIn.close();
    await page.context().close();
  });

  it("a device code is AADSTS7000218 while public client flows are off; with them on the user signs in", async () => {
    const page = await newPage();
    const ids = await register(page, device, `My Terminal (${device.name})`);
    const environment = { ...mock.local, ...ids };
    const refused = await callLocalServer(environment, "device-code");
    expect(JSON.stringify(await refused.result)).toContain("Allow public client flows");
    await refused.close();
    await device.press(link(page, "Timeline"));
    await device.choose(page.getByLabel("Application"), ids["AZURE_CLIENT_ID"] ?? "");
    await device.press(button(page, "Filter"));
    await device.press(page.locator("summary").filter({ hasText: "AADSTS7000218" }).first());
    await device.press(link(page, "What AADSTS7000218 means").first());
    await page.getByRole("heading", { name: /public client flows are not allowed/ }).waitFor();
    await page.screenshot({ path: join(screenshots, `portal-7000218-${device.name}.png`), fullPage: true });
    await device.press(link(page, /^Open this page of My Terminal/));
    await device.tick(page.getByRole("group", { name: "Allow public client flows" }).getByLabel("Yes"));
    await device.press(button(page, "Save"));
    await page.getByText("Saved.").waitFor();
    const signedIn = await callLocalServer(environment, "device-code");
    const announced = await signedIn.page;
    await page.goto(addressIn(announced));
    await device.fill(page.getByLabel("Code"), /\b[A-Z\d]{9}\b/.exec(announced)?.[0] ?? "");
    await device.press(button(page, "Next"));
    await signIn(page, device);
    await device.press(button(page, "Continue"));
    await device.press(button(page, "Accept"));
    expect(await signedIn.result).toMatchObject({ structuredContent: userDetails });
    await signedIn.close();
    await page.context().close();
  });
});

const addressIn = (announced: string): string => announced.split(" ")[0] ?? "";

const remoteId = "22222222-aaaa-4bbb-8ccc-000000000002";
const pages = [
  ["list", "/portal/registrations"],
  ["new", "/portal/registrations/new"],
  ["overview", `/portal/registrations/${remoteId}/overview`],
  ["authentication", `/portal/registrations/${remoteId}/authentication?add=publicClient`],
  ["credentials", `/portal/registrations/${remoteId}/credentials`],
  ["permissions", `/portal/registrations/${remoteId}/permissions`],
  ["roles", `/portal/registrations/${remoteId}/roles`],
  ["expose", `/portal/registrations/${remoteId}/expose`],
  ["manifest", `/portal/registrations/${remoteId}/manifest`],
  ["timeline", "/portal/timeline"],
  ["errors", "/portal/errors"],
  ["explanation", "/error?code=500113"],
  ["refused", "/common/oauth2/v2.0/authorize?client_id=00000000-0000-0000-0000-000000000000"],
] as const;

/** Hidden parts of a page have to fit too. A long timeline is shortened, because its rows are alike. */
const openedFolds = 8;

const looks = [
  { name: "light", options: { viewport: { width: 1280, height: 800 }, colorScheme: "light" } },
  { name: "dark", options: { viewport: { width: 1280, height: 800 }, colorScheme: "dark" } },
  { name: "phone", options: { viewport: { width: 360, height: 740 }, colorScheme: "light" } },
  { name: "dark-phone", options: { viewport: { width: 360, height: 740 }, colorScheme: "dark" } },
  { name: "projector", options: { viewport: { width: 1920, height: 1080 }, colorScheme: "light" } },
] as const;

describe.skipIf(chromiumPath === undefined).each(looks)("$name", ({ name, options }) => {
  it("each page fits, and axe finds nothing against it", async () => {
    const page = await newPage(options);
    for (const [title, path] of pages) {
      await page.goto(mock.frontChannelUrl + path);
      await page.evaluate(
        `[...document.querySelectorAll("main details")].slice(0, ${openedFolds}).forEach((fold) => { fold.open = true; })`,
      );
      await page.screenshot({
        path: join(screenshots, `portal-${title}-${name}.png`),
        fullPage: title !== "timeline",
      });
      expect(await overflow(page), `${title} is wider than the window`).toBe(0);
      expect(await violations(page), `axe on ${title}`).toEqual([]);
    }
    await page.context().close();
  });
});

const overflow = (page: Page): Promise<number> =>
  page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");

/** Evaluated, not loaded, because the policy of the pages allows no script. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations: found } = await page.evaluate<axe.AxeResults>("axe.run()");
  return found.map(
    ({ id, impact, nodes }) => `${id} (${impact}): ${nodes.map(({ html }) => html).join(" ")}`,
  );
}
