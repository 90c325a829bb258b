import { createHttpBrowser, type HttpBrowser, type Page, signIn } from "@mcp-entra/mock-entra/browser";
import { seed } from "@mcp-entra/mock-entra/seed";
import type { Choice, UserName } from "../protocol.ts";

/** A user that the stage can simulate. */
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

/** A user with a browser, who signs in and agrees to each question. */
export interface SimulatedUser {
  /** Opens the page of a sign-in, and signs in there. */
  openPage(url: URL): Promise<void>;
  /** Takes back all approvals of this user on the server's page. @returns the number of programs. */
  takeBackApprovals(consentsUrl: URL): Promise<number>;
}

/** Each user has one browser, and so one session at Entra, while the stage runs. */
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
  // The page lists each connection of the stage as a separate program.
  while (page.document.querySelector('button[value="revoke"]') !== null) {
    const client = page.document.querySelector('input[name="client"]')?.getAttribute("value") ?? "";
    page = await browser.submit(page, { client, action: "revoke" });
    count += 1;
  }
  return count;
}
