import { beforeEach } from "vitest";
import { createHttpBrowser, type HttpBrowser, type Page } from "../../src/browser/index.ts";
import { type Application, type MockEntra, seed } from "../../src/index.ts";
import { authorizeUrl, redeem, type WireAnswer } from "./protocol.ts";

const { remote } = seed.applications;

/** An application, for accounts of all organizations; by default the remote one. */
export function makeMultitenant(entra: MockEntra, { appId }: { appId: string } = remote): Application {
  const application = entra.directory.findApplication(appId);
  if (!application) throw new Error("The seed has this application.");
  application.signInAudience = "AzureADMultipleOrgs";
  return application;
}

/** A new browser for each test. It begins a sign-in at an address of this tenant, or of all organizations. */
export function useBrowser() {
  let browser: HttpBrowser;
  beforeEach(() => {
    browser = createHttpBrowser({ stopBefore: remote.redirectUri });
  });
  return {
    browser: () => browser,
    startAt: (segment: string, parameters = {}): Promise<Page> =>
      browser.visit(authorizeUrl({ scope: "openid profile User.Read", ...parameters }, segment)),
  };
}

export function redeemAt(segment: string, code: string): Promise<WireAnswer> {
  return redeem(code, {}, { tenant: segment });
}

export function codeIn({ url }: Page): string {
  const code = new URL(url).searchParams.get("code");
  if (code === null) throw new Error(url);
  return code;
}
