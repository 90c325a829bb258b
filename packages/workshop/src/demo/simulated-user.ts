import { createHttpBrowser, signIn } from "@mcp-entra/mock-entra/browser";
import type { DemoUser } from "./stage.ts";

/** A user at a browser, who agrees to what the server asks and then signs in, where Entra does not know them yet. */
export interface SimulatedUser {
  openPage: (url: URL) => Promise<void>;
  /** Who is told from now on what this person sees. */
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
