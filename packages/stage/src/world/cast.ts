import { createHttpBrowser, type HttpBrowser, type Page, signIn } from "@mcp-entra/mock-entra/browser";
import { seed } from "@mcp-entra/mock-entra/seed";
import type { Choice, UserName } from "../protocol.ts";

/** A user whose part the stage can play. */
export type SimulatedName = Exclude<UserName, "myself">;

export const users: Choice<UserName>[] = [
  { value: "ada", label: "Ada", hint: "may list the directory (role Directory.Reader)" },
  { value: "grace", label: "Grace", hint: "may read the audit log (role Auditor)" },
  { value: "alan", label: "Alan", hint: "has no role" },
  { value: "myself", label: "Myself", hint: "in the real pages, in a window beside the stage" },
];

export function displayName(user: UserName): string {
  return users.find(({ value }) => value === user)?.label ?? user;
}

/** A user at a browser, who signs in and agrees to what is asked. */
export interface SimulatedUser {
  /** Opens what an MCP client or a server asks its user to open, and does what a user does there. */
  openPage(url: URL): Promise<void>;
  /** Takes back, on the server's own page, everything that this user has allowed. @returns for how many programs. */
  takeBackApprovals(consentsUrl: URL): Promise<number>;
}

/** Each user has a browser, and with it the session at Entra, for as long as the stage runs. */
export function createSimulatedUser(name: SimulatedName, fetchIt: typeof fetch): SimulatedUser {
  const user = seed.users[name];
  const browser = createHttpBrowser({ fetch: fetchIt });
  return {
    openPage: async (url) => {
      const page = await browser.visit(url.href);
      const isQuestion = page.document.querySelector('[name="decision"]') !== null;
      await signIn(browser, isQuestion ? await browser.submit(page, { decision: "approve" }) : page, user);
    },
    takeBackApprovals: async (url) =>
      takeBack(browser, await signIn(browser, await browser.visit(url.href), user)),
  };
}

async function takeBack(browser: HttpBrowser, first: Page): Promise<number> {
  let page = first;
  let count = 0;
  // Each connection of the stage is a program of its own on that page.
  while (page.document.querySelector('button[value="revoke"]') !== null) {
    const client = page.document.querySelector('input[name="client"]')?.getAttribute("value") ?? "";
    page = await browser.submit(page, { client, action: "revoke" });
    count += 1;
  }
  return count;
}
