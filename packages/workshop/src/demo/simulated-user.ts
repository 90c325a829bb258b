import { createHttpBrowser, signIn } from "@mcp-entra/mock-entra/browser";
import type { DemoUser } from "./stage.ts";

/**
 * A user with a browser, who agrees to the server's question and then signs in, if Entra does not remember
 * them.
 */
export interface SimulatedUser {
  openPage: (url: URL) => Promise<void>;
  /** The narrator that gets what this user sees. */
  watch: (watcher: Watcher) => void;
}

interface Watcher {
  /** @param scopes what the page says that the client may do. */
  consentPage?: (title: string, scopes: string[]) => void;
  signInPage?: (url: URL, title: string) => void;
  navigation?: (url: string) => void;
}

export function createSimulatedUser(user: DemoUser): SimulatedUser {
  let watcher: Watcher = {};
  const browser = createHttpBrowser({ onNavigate: (url) => watcher.navigation?.(url) });
  return {
    watch: (next) => void (watcher = next),
    openPage: async (url) => {
      const question = await browser.visit(url.href);
      const scopes = question.document.querySelectorAll("li").map(({ text }) => text.trim());
      watcher.consentPage?.(question.document.querySelector("h1")?.text ?? "", scopes);
      const page = await browser.submit(question, { decision: "approve" });
      if (page.document.querySelector('[name="passwd"]') !== null) {
        watcher.signInPage?.(new URL(page.url), page.title);
      }
      await signIn(browser, page, user);
    },
  };
}
