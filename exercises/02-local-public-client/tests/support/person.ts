import { seed } from "@mcp-entra/mock-entra";
import { createHttpBrowser, type Credentials, signIn } from "@mcp-entra/mock-entra/browser";
import { browserFetch } from "@mcp-entra/mock-entra/vitest";

/** Somebody at a browser. What they do goes on in the background, as it would in a window. */
export interface Person {
  /** Who signs in; Ada unless changed. */
  user: Credentials;
  /** Whether they press “Cancel” instead. */
  cancels: boolean;
  /** The pages that they have been shown. */
  pages: URL[];
  openBrowser: (url: string) => Promise<void>;
}

export function createPerson(): Person {
  const person: Person = {
    user: seed.users.ada,
    cancels: false,
    pages: [],
    openBrowser: async (url) => {
      person.pages.push(new URL(url));
      // Whatever goes wrong here shows as a sign-in that fails.
      void answer(person, url).catch(() => undefined);
    },
  };
  return person;
}

/** A browser that remembers nothing: each visit is a sign-in of its own. */
async function answer({ user, cancels }: Person, url: string): Promise<void> {
  const browser = createHttpBrowser({ fetch: browserFetch });
  const page = await browser.visit(url);
  if (cancels) await browser.continue(await browser.submit(page, { action: "cancel" }));
  else await signIn(browser, page, user);
}
