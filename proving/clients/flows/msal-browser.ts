import type { Page } from "playwright-core";
import { expect } from "vitest";
import { seed } from "../../../packages/mock-entra/src/index.ts";
import type { ClientFlow, Mock, Place, ThirdPartyCookies } from "../client-flow.ts";
import {
  blockedInFrames,
  expectAda,
  type Fetched,
  openApplication,
  profileScript,
  signInOn,
  type Site,
} from "./browser-application.ts";
import { ada, msalAuthority } from "./signed-in.ts";

/** In version 5, a page of the application passes on the answer of a redirect, popup or frame. */
const bridge = `<!doctype html><title>redirect bridge</title>
<script src="/lib/lib/redirect-bridge/msal-redirect-bridge.min.js"></script>
<script>msalRedirectBridge.broadcastResponseToMainFrame();</script>`;

/** Until version 4, the opener reads the popup's address, so the page there does nothing. */
const blank = "<!doctype html><title>blank</title>";

function siteOf(dependency: string, mock: Mock): Site {
  const hasBridge = dependency === "msal-browser-5";
  return {
    dependency,
    pages: (origin) => {
      const home = hasBridge ? `${origin}/answer` : `${origin}/`;
      const auth = { clientId: seed.applications.local.appId, redirectUri: home, ...msalAuthority(mock) };
      return {
        "/": `<!doctype html><title>application</title>
<script src="/lib/lib/msal-browser.min.js"></script>
<script>
  const app = new msal.PublicClientApplication(${JSON.stringify({ auth })});
  const ready = Promise.resolve(app.initialize?.()).then(() => app.handleRedirectPromise());
  const request = { scopes: ["User.Read"] };
  const inAnotherWindow = { ...request, redirectUri: ${JSON.stringify(`${origin}/answer`)} };
  ${profileScript(mock)}
  const acquire = async (options) => {
    const account = app.getAllAccounts()[0];
    const { accessToken } = await app.acquireTokenSilent({ ...request, account, ...options });
    return withProfile(accessToken);
  };
</script>`,
        "/answer": hasBridge ? bridge : blank,
      };
    },
  };
}

const acquire = async (page: Page, options: string): Promise<Fetched> =>
  page.evaluate<Fetched>(`ready.then(() => acquire(${options}))`);

async function signInByRedirect(page: Page): Promise<void> {
  const home = page.url();
  await page.evaluate(`void ready.then(() => app.loginRedirect(request))`);
  await signInOn(page);
  await page.waitForURL((address) => address.href.startsWith(home) && address.pathname === "/");
}

async function redirectAndRenew(dependency: string, mock: Mock): Promise<void> {
  const page = await openApplication(mock, siteOf(dependency, mock));
  await signInByRedirect(page);
  const first = await acquire(page, "{}");
  expectAda(first);
  const renewed = await acquire(page, "{ forceRefresh: true }");
  expect(renewed.accessToken).not.toBe(first.accessToken);
  expectAda(renewed);
}

async function popup(dependency: string, mock: Mock): Promise<void> {
  const page = await openApplication(mock, siteOf(dependency, mock));
  const opened = page.waitForEvent("popup");
  const signedIn = page.evaluate<string>(
    `ready.then(() => app.loginPopup(inAnotherWindow)).then(({ account }) => account.username)`,
  );
  await signInOn(await opened);
  expect(await signedIn).toBe(ada.userPrincipalName);
  expectAda(await acquire(page, "{}"));
}

/** The application has forgotten her. Entra still has her session. */
async function frame(dependency: string, mock: Mock, cookies: ThirdPartyCookies): Promise<void> {
  const page = await openApplication(mock, siteOf(dependency, mock), cookies);
  await signInByRedirect(page);
  await page.evaluate("ready");
  await page.evaluate("sessionStorage.clear()");
  await page.reload();
  const username = await page.evaluate<string>(
    `ready.then(() => app.ssoSilent({ ...inAnotherWindow, loginHint: ${JSON.stringify(ada.userPrincipalName)} }))
       .then(({ account }) => account.username)`,
  );
  expect(username).toBe(ada.userPrincipalName);
  expectAda(await acquire(page, "{}"));
}

const ssoSilent = "Sign-in in a hidden frame (ssoSilent), Graph";
const anyPages: readonly Place[] = ["served", "served, https pages"];

export const msalBrowserFlows: ClientFlow[] = ["2", "3", "4", "5"]
  .map((major) => `msal-browser-${major}`)
  .flatMap((dependency): ClientFlow[] => [
    {
      dependency,
      flow: "Redirect, Graph, renewal by refresh token",
      inChromium: true,
      places: anyPages,
      run: async (mock) => redirectAndRenew(dependency, mock),
    },
    {
      dependency,
      flow: "Popup, Graph",
      inChromium: true,
      places: anyPages,
      run: async (mock) => popup(dependency, mock),
    },
    {
      dependency,
      flow: `${ssoSilent}, third-party cookies allowed`,
      inChromium: true,
      places: ["served, https pages"],
      run: async (mock) => frame(dependency, mock, "allowed"),
    },
    {
      dependency,
      flow: ssoSilent,
      inChromium: true,
      places: ["served, https pages"],
      run: async (mock) => frame(dependency, mock, "blocked"),
      cannot: blockedInFrames,
    },
  ]);
