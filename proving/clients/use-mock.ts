import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium as playwright } from "playwright-core";
import { afterAll, onTestFinished } from "vitest";
import { createHttpBrowser } from "../../packages/mock-entra/src/browser/index.ts";
import { browserFetch, useMockEntra } from "../../packages/mock-entra/src/vitest.ts";
import { useServed } from "../../packages/mock-entra/test/support/deployment.ts";
import { findChromium } from "../src/support/find-chromium.ts";
import { launchBrowser, type TrustingBrowser } from "../src/support/browser.ts";
import type { Mock, Place } from "./client-flow.ts";

/** For one `describe`: starts the mock, ends it, and begins each test with the seed. @returns what one test gets */
export function useMock(place: Place): () => Mock {
  if (place === "in process") {
    const entra = useMockEntra();
    return () => ({
      entra,
      authorityHost: "https://login.microsoftonline.com",
      graph: "https://graph.microsoft.com",
      browser: (stopBefore) => createHttpBrowser({ stopBefore, fetch: browserFetch }),
      chromium: () => Promise.reject(new Error("Only a served mock answers Chromium.")),
    });
  }
  const served = useServed({ httpsFrontChannel: place === "served, https pages" });
  const chromium = useChromium(() => served.running().caPath);
  return () => ({
    entra: served.entra,
    authorityHost: served.authorityHost(),
    graph: served.graphBaseUrl(),
    browser: (stopBefore) => createHttpBrowser({ stopBefore }),
    chromium: async (cookies) =>
      cookies === "allowed" ? launchWithThirdPartyCookies() : (await chromium()).browser.newContext(),
    running: served.running(),
  });
}

/** Launched when it is first asked for. */
function useChromium(caPath: () => string): () => Promise<TrustingBrowser> {
  let launched: Promise<TrustingBrowser> | undefined;
  afterAll(async () => (await launched)?.close());
  return async () => {
    launched ??= launchBrowser(executable(), caPath());
    return launched;
  };
}

/** What a user has allowed is in the profile, which only a browser of its own has. */
async function launchWithThirdPartyCookies(): Promise<BrowserContext> {
  const profile = mkdtempSync(join(tmpdir(), "browser-profile-"));
  onTestFinished(() => rmSync(profile, { recursive: true, force: true }));
  mkdirSync(join(profile, "Default"));
  const preferences = { profile: { cookie_controls_mode: 0, block_third_party_cookies: false } };
  writeFileSync(join(profile, "Default/Preferences"), JSON.stringify(preferences));
  return playwright.launchPersistentContext(profile, {
    executablePath: executable(),
    // As root, which a container often is, Chromium has no sandbox; nothing but our own pages is opened.
    args: ["--no-sandbox", "--disable-background-networking"],
    // Trusting is not what is under test here.
    ignoreHTTPSErrors: true,
  });
}

function executable(): string {
  const found = findChromium();
  if (found === undefined) throw new Error("There is no Chromium.");
  return found;
}
