import { seed } from "@mcp-entra/mock-entra";
import { createHttpBrowser, type Credentials, type Page, signIn } from "@mcp-entra/mock-entra/browser";
import { browserFetch } from "@mcp-entra/mock-entra/vitest";

/** A user at a browser. */
export interface SimulatedUser {
  /** Who signs in; Ada unless changed. */
  user: Credentials;
  /** Whether they press “Cancel” instead. */
  cancels: boolean;
  /** Whether their machine cannot open a page, as over SSH. */
  hasNoBrowser: boolean;
  /** The pages that they have been shown. */
  pages: URL[];
  openBrowser: (url: string) => Promise<void>;
}

export function createSimulatedUser(): SimulatedUser {
  const person: SimulatedUser = {
    user: seed.users.ada,
    cancels: false,
    hasNoBrowser: false,
    pages: [],
    openBrowser: async (url) => {
      person.pages.push(new URL(url));
      if (person.hasNoBrowser) throw new Error("There is no browser on this machine.");
      // MSAL may close its listener before the browser has read the whole answer. This is not an error.
      const page = await answer(person, url).catch(() => undefined);
      const isAtEntra = page !== undefined && new URL(page.url).hostname !== "localhost";
      // Otherwise MSAL would wait for ever, as it does if a user leaves the window open.
      if (isAtEntra)
        throw new Error(`Entra showed an error and did not send the browser back: ${problemOn(page)}`);
    },
  };
  return person;
}

/** A browser that remembers nothing: each visit is a sign-in of its own. */
async function answer({ user, cancels }: SimulatedUser, url: string): Promise<Page> {
  const browser = createHttpBrowser({ fetch: browserFetch });
  const page = await browser.visit(url);
  if (cancels) return browser.continue(await browser.submit(page, { action: "cancel" }));
  return signIn(browser, page, user);
}

function problemOn({ html, url }: Page): string {
  return /AADSTS\d+/.exec(html)?.[0] ?? new URL(url).origin;
}
