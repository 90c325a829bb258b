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

/** For one `describe`: starts the mock, ends it, and resets it to the seed before each test. @returns the mock of one test */
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

/** Launched when a test first asks for it. */
function useChromium(caPath: () => string): () => Promise<TrustingBrowser> {
  let launched: Promise<TrustingBrowser> | undefined;
  afterAll(async () => (await launched)?.close());
  return async () => {
    launched ??= launchBrowser(executable(), caPath());
    return launched;
  };
}

/** The profile contains the user's permissions. Only a separate browser has a separate profile. */
async function launchWithThirdPartyCookies(): Promise<BrowserContext> {
  const profile = mkdtempSync(join(tmpdir(), "browser-profile-"));
  onTestFinished(() => rmSync(profile, { recursive: true, force: true }));
  mkdirSync(join(profile, "Default"));
  const preferences = { profile: { cookie_controls_mode: 0, block_third_party_cookies: false } };
  writeFileSync(join(profile, "Default/Preferences"), JSON.stringify(preferences));
  return playwright.launchPersistentContext(profile, {
    executablePath: executable(),
    // A container often runs as root, and then Chromium has no sandbox. It opens only our own pages.
    args: ["--no-sandbox", "--disable-background-networking"],
    // This test is not about the trust in a certificate.
    ignoreHTTPSErrors: true,
  });
}

function executable(): string {
  const found = findChromium();
  if (found === undefined) throw new Error("There is no Chromium.");
  return found;
}
