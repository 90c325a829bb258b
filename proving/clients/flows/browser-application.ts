import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join, normalize } from "node:path";
import type { Page } from "playwright-core";
import { expect, onTestFinished } from "vitest";
import { seed } from "../../../packages/mock-entra/src/index.ts";
import { typePassword } from "../../src/support/browser.ts";
import { portOf } from "../../src/support/programs.ts";
import type { Mock, ThirdPartyCookies } from "../client-flow.ts";
import { ada } from "./signed-in.ts";

const libraries = join(import.meta.dirname, "../node_modules");

/** A single-page application: its pages by path, as HTML. Below `/lib/` are the library's own files, without changes. */
export interface Site {
  dependency: string;
  pages: (origin: string) => Record<string, string>;
}

/** The application in its own Chromium. Every page of it is a redirect URI of the platform “single-page application”. */
export async function openApplication(
  mock: Mock,
  { dependency, pages }: Site,
  cookies: ThirdPartyCookies = "blocked",
): Promise<Page> {
  const server = createServer().listen(0, "localhost");
  await once(server, "listening");
  const origin = `http://localhost:${portOf(server)}`;
  const served = pages(origin);
  server.on("request", (request, response) => {
    const { pathname } = new URL(request.url ?? "", origin);
    response.setHeader("content-type", pathname.startsWith("/lib/") ? "text/javascript" : "text/html");
    response.end(
      pathname.startsWith("/lib/")
        ? readFileSync(join(libraries, dependency, normalize(pathname.slice("/lib".length))))
        : served[pathname],
    );
  });
  const redirectUris = Object.keys(served).map((path) => origin + path);
  mock.entra.directory.findApplication(seed.applications.local.appId)?.spa.redirectUris.push(...redirectUris);
  const context = await mock.chromium(cookies);
  onTestFinished(async () => {
    await context.close();
    server.closeAllConnections();
    server.close();
  });
  const page = await context.newPage();
  await page.goto(origin);
  return page;
}

/** Ada types her password on the page that the application has sent her to. */
export async function signInOn(page: Page): Promise<void> {
  await typePassword(page, { name: ada.userPrincipalName, password: ada.password });
}

/** The answer of Graph that a page of the application has got, with `fetch` from its own origin. */
export interface Fetched {
  accessToken: string;
  profile: unknown;
}

export function expectAda({ profile }: Fetched): void {
  expect(profile).toMatchObject({ id: ada.id, displayName: "Ada Lovelace" });
}

/** For scripts of the pages. */
export const profileScript = ({ graph }: Mock): string => `
  async function withProfile(accessToken) {
    const headers = { authorization: "Bearer " + accessToken };
    const answer = await fetch(${JSON.stringify(graph)} + "/v1.0/me", { headers });
    return { accessToken, profile: await answer.json() };
  }`;

/** The row of a hidden frame, in a Chromium with its default settings. */
export const blockedInFrames = {
  error: /AADSTS50058/,
  reason: "By default, Chromium does not send the session's cookie in a frame (with Entra, too)",
};
