import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

export const screenshots = join(import.meta.dirname, "../../reports/screenshots");

export interface TrustingBrowser {
  browser: Browser;
  close: () => Promise<void>;
}

/** A Chromium with its own home folder. It trusts the CA that is stored there. */
export async function launchBrowser(executablePath: string, caFile?: string): Promise<TrustingBrowser> {
  mkdirSync(screenshots, { recursive: true });
  const home = mkdtempSync(join(tmpdir(), "browser-home-"));
  if (caFile !== undefined) trust(home, caFile);
  const browser = await chromium.launch({
    executablePath,
    // A container often runs as root, and then Chromium has no sandbox. It opens only our own pages.
    args: ["--no-sandbox", "--disable-background-networking"],
    env: { ...process.env, HOME: home },
  });
  return {
    browser,
    close: async () => {
      await browser.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** As “pnpm dev-certs” describes it for Linux. */
function trust(home: string, caFile: string): void {
  const database = join(home, ".pki/nssdb");
  mkdirSync(database, { recursive: true });
  execFileSync("certutil", [
    "-d",
    `sql:${database}`,
    "-A",
    "-t",
    "C,,",
    "-n",
    "development CA",
    "-i",
    caFile,
  ]);
}

/** A request as the browser has sent it. */
export interface SentRequest {
  url: string;
  cookie: string;
}

/** Records all requests of a context, with the cookies that were really sent. */
export function recordRequests(context: BrowserContext): () => Promise<SentRequest[]> {
  const requests: Promise<SentRequest>[] = [];
  context.on("request", (request) => {
    const sent = request
      .allHeaders()
      .then((headers) => ({ url: request.url(), cookie: headers["cookie"] ?? "" }));
    requests.push(sent);
  });
  return async () => Promise.all(requests);
}

export async function typePassword(page: Page, user: { name: string; password: string }): Promise<void> {
  await page.getByLabel("User name").fill(user.name);
  await page.getByLabel("Password").fill(user.password);
  await page.keyboard.press("Enter");
}
