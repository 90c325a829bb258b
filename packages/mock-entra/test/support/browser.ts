import { createHttpBrowser, type Page } from "../../src/browser/index.ts";
import { type PageForm, readForms } from "./page-form.ts";

/** A page that the browser stopped at. */
export interface VisitedPage extends Page {
  forms: PageForm[];
}

/** What an application would receive: the browser does not deliver it by itself. */
export interface Answer {
  method: "GET" | "POST";
  url: string;
  parameters: URLSearchParams;
}

/** Where a walk through pages ended. */
export type Landing = { kind: "page"; page: VisitedPage } | { kind: "answer"; answer: Answer };

/** The public browser, seen from the applications: it says whether it ended on a page or with one of them. */
export interface Browser {
  open(url: string): Promise<Landing>;
  submit(page: VisitedPage, form: PageForm, values: Record<string, string>): Promise<Landing>;
  cookies(): Promise<string[]>;
}

/** @param applications prefixes of the URLs of applications, where the walk ends */
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
