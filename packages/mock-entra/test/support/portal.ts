import { request as httpRequest } from "node:http";
import { createHttpBrowser, type HttpBrowser, type Page } from "../../src/browser/index.ts";
import type { PageForm } from "./page-form.ts";
import { readForms } from "./page-form.ts";

/** A person who uses the portal. The person presses buttons by their text on the page. */
export interface PortalVisitor {
  open(path: string): Promise<Page>;
  /** Fills in the form that has this button, and presses it. */
  press(page: Page, button: string, values?: Record<string, string>): Promise<Page>;
}

export function visitPortal(frontChannelUrl: () => string): PortalVisitor {
  const browser: HttpBrowser = createHttpBrowser();
  return {
    open: (path) => browser.visit(frontChannelUrl() + path),
    press: (page, button, values = {}) => {
      const form = formWithButton(page, button);
      const action = form.action === "" ? page.url : form.action;
      return browser.post(page, action, { ...form.fields, ...values, action: form.pressed });
    },
  };
}

/** By the accessible name of the button. */
function formWithButton(page: Page, name: string): PageForm & { pressed: string } {
  const elements = page.document.querySelectorAll("form");
  const forms = readForms(page.document);
  for (const [index, element] of elements.entries()) {
    const button = element
      .querySelectorAll("button")
      .find((candidate) => [candidate.getAttribute("aria-label"), candidate.text.trim()].includes(name));
    const form = forms[index];
    if (button && form) return { ...form, pressed: button.getAttribute("value") ?? "" };
  }
  throw new Error(
    `There is no button "${name}" on ${page.url}:\n${page.document.querySelector("main")?.text}`,
  );
}

/** The message at the top of a page. */
export function messageOf(page: Page): string | undefined {
  return page.document.querySelector(".message")?.text.trim();
}

/** The value of a new secret. */
export function valueOn(page: Page): string | undefined {
  return page.document.querySelector(".secret .id")?.text;
}

/** A POST with headers that fetch cannot set. @returns the status */
export async function postRaw(url: string, headers: Record<string, string>, body: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const outgoing = httpRequest(url, { method: "POST", headers }, (incoming) => {
    incoming.resume();
    resolve(incoming.statusCode ?? 0);
  });
  outgoing.once("error", reject);
  outgoing.end(body);
  return promise;
}
