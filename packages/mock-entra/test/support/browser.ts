import { createHttpBrowser, type Page } from "../../src/browser/index.ts";
import { type PageForm, readForms } from "./page-form.ts";

/** A page at which the browser stopped. */
export interface VisitedPage extends Page {
  forms: PageForm[];
}

/** The request that an application would get. The browser does not send it. */
export interface Answer {
  method: "GET" | "POST";
  url: string;
  parameters: URLSearchParams;
}

/** The end of a walk through pages. */
export type Landing = { kind: "page"; page: VisitedPage } | { kind: "answer"; answer: Answer };

/** The public browser, with the view of the applications: it says whether it stopped at a page or at an application. */
export interface Browser {
  open(url: string): Promise<Landing>;
  submit(page: VisitedPage, form: PageForm, values: Record<string, string>): Promise<Landing>;
  cookies(): Promise<string[]>;
}

/** @param applications prefixes of the applications' URLs. The walk ends there. */
export function createBrowser(applications: readonly string[] = ["http://localhost"]): Browser {
  const browser = createHttpBrowser({ stopBefore: applications });
  return {
    open: async (url) => landingOf(await browser.visit(url)),
    submit: async (page, form, values) =>
      landingOf(await browser.post(page, form.action, { ...form.fields, ...values })),
    cookies: () => browser.cookies(),
  };
}

function landingOf(page: Page): Landing {
  return page.status === 0
    ? { kind: "answer", answer: answerAt(page) }
    : { kind: "page", page: { ...page, forms: readForms(page.document) } };
}

function answerAt({ url, unsent }: Page): Answer {
  const { search, hash } = new URL(url);
  const parameters = unsent ?? new URLSearchParams((search === "" ? hash : search).slice(1));
  return { method: unsent === undefined ? "GET" : "POST", url, parameters };
}
