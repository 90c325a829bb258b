import { seed } from "@mcp-entra/mock-entra";
import { createHttpBrowser, type HttpBrowser, type Page, signIn } from "@mcp-entra/mock-entra/browser";
import { browserFetch } from "@mcp-entra/mock-entra/vitest";

/** Ada with her browser. She continues while the tool call waits for her. `lastPage` is the last page of her visit. */
export interface SimulatedUser {
  signInAt(url: string): void;
  cancelAt(url: string): void;
  enterCodeAt(url: string, code: string): void;
  /** The title of the last page of her last visit. */
  lastPage(): Promise<string>;
}

export function createSimulatedUser(
  browser: HttpBrowser = createHttpBrowser({ fetch: browserFetch }),
): SimulatedUser {
  let visit: Promise<Page> = Promise.reject(new Error("Ada has not visited any page."));
  visit.catch(() => undefined);
  const start = (work: () => Promise<Page>): void => {
    visit = work();
    // A failed visit shows in `lastPage`, or as a sign-in that does not end.
    visit.catch(() => undefined);
  };
  return {
    signInAt: (url) => start(async () => signIn(browser, await browser.visit(url), seed.users.ada)),
    cancelAt: (url) =>
      start(async () =>
        browser.continue(await browser.submit(await browser.visit(url), { action: "cancel" })),
      ),
    enterCodeAt: (url, code) =>
      start(async () => {
        const signInPage = await browser.submit(await browser.visit(url), { otc: code });
        const question = await signIn(browser, signInPage, seed.users.ada);
        return browser.submit(question, { action: "continue" });
      }),
    lastPage: async () => (await visit).title,
  };
}
