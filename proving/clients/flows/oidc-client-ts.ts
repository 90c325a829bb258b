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

const dependency = "oidc-client-ts";

function siteOf(mock: Mock, scope: string): Site {
  return {
    dependency,
    pages: (origin) => {
      const callback = `${origin}/callback`;
      const settings = {
        authority: `${mock.authorityHost}/${seed.tenant.id}/v2.0`,
        client_id: seed.applications.local.appId,
        redirect_uri: callback,
        popup_redirect_uri: callback,
        silent_redirect_uri: callback,
        scope,
      };
      const page = `<!doctype html><title>application</title>
<script src="/lib/dist/browser/oidc-client-ts.min.js"></script>
<script>
  const users = new oidc.UserManager(${JSON.stringify(settings)});
  const ready = location.pathname === "/callback" ? users.signinCallback() : Promise.resolve();
  ${profileScript(mock)}
</script>`;
      return { "/": page, "/callback": page };
    },
  };
}

const current = async (page: Page): Promise<Fetched> =>
  page.evaluate<Fetched>(
    `ready.then(() => users.getUser()).then(({ access_token }) => withProfile(access_token))`,
  );

async function signInByRedirect(mock: Mock, scope: string, cookies: ThirdPartyCookies): Promise<Page> {
  const page = await openApplication(mock, siteOf(mock, scope), cookies);
  await page.evaluate("void users.signinRedirect()");
  await signInOn(page);
  await page.waitForURL((address) => address.pathname === "/callback");
  return page;
}

/** Uses a refresh token if there is one, and a hidden frame otherwise. */
async function redirectAndRenew(
  mock: Mock,
  scope: string,
  cookies: ThirdPartyCookies = "blocked",
): Promise<void> {
  const page = await signInByRedirect(mock, scope, cookies);
  const first = await current(page);
  expectAda(first);
  await page.evaluate("users.signinSilent().then(() => undefined)");
  const renewed = await current(page);
  expect(renewed.accessToken).not.toBe(first.accessToken);
  expectAda(renewed);
}

async function popup(mock: Mock): Promise<void> {
  const page = await openApplication(mock, siteOf(mock, "openid profile User.Read"));
  const opened = page.waitForEvent("popup");
  const signedIn = page.evaluate("users.signinPopup().then(() => undefined)");
  await signInOn(await opened);
  await signedIn;
  expectAda(await current(page));
}

const inFrame = "Redirect, Graph, renewal in a hidden frame";
const anyPages: readonly Place[] = ["served", "served, https pages"];

export const oidcClientTsFlows: ClientFlow[] = [
  {
    dependency,
    flow: "Redirect, Graph, renewal by refresh token",
    inChromium: true,
    places: anyPages,
    run: async (mock) => redirectAndRenew(mock, "openid profile offline_access User.Read"),
  },
  { dependency, flow: "Popup, Graph", inChromium: true, places: anyPages, run: popup },
  {
    dependency,
    flow: `${inFrame}, third-party cookies allowed`,
    inChromium: true,
    places: ["served, https pages"],
    run: async (mock) => redirectAndRenew(mock, "openid profile User.Read", "allowed"),
  },
  {
    dependency,
    flow: inFrame,
    inChromium: true,
    places: ["served, https pages"],
    run: async (mock) => redirectAndRenew(mock, "openid profile User.Read"),
    cannot: blockedInFrames,
  },
];
