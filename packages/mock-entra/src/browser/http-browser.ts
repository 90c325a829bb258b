import { type HTMLElement, parse } from "node-html-parser";
import { CookieJar } from "tough-cookie";

/** A page that the browser stands on. */
export interface Page {
  url: string;
  /** 0 when the address was reached and, as `stopBefore` asks, not opened. */
  status: number;
  title: string;
  document: HTMLElement;
}

/** What a person does with a browser, without the window: follow links and redirects, keep cookies, send forms. */
export interface HttpBrowser {
  visit(url: string): Promise<Page>;
  /** Fills in and sends the form that has a field or a button of this name. @param fields by name, typed over what is there. */
  submit(page: Page, fields: Record<string, string>): Promise<Page>;
  /** Sends the page's only form as it is; what a script on the page would do. */
  continue(page: Page): Promise<Page>;
}

const maximumRedirects = 20;
const redirectStatuses = new Set([301, 302, 303, 307, 308]);

export interface HttpBrowserOptions {
  /** To go through; it has to trust whatever certificates the pages have. */
  fetch?: typeof globalThis.fetch;
  /** Addresses that start like this are reported and not opened: an application's own redirect URI, in most tests. */
  stopBefore?: string;
  /** Told of every address that the browser goes to, before it goes there. */
  onNavigate?: (url: string) => void;
}

/** Each browser has a cookie jar of its own, so two of them are two people at two machines. */
export function createHttpBrowser(options: HttpBrowserOptions = {}): HttpBrowser {
  const jar = new CookieJar();

  const load = async (address: string, init: RequestInit = {}): Promise<Page> => {
    let url = address;
    let request = init;
    for (let hop = 0; hop <= maximumRedirects; hop += 1) {
      options.onNavigate?.(url);
      if (options.stopBefore !== undefined && url.startsWith(options.stopBefore)) return unopened(url);
      const response = await (options.fetch ?? fetch)(url, await withCookies(jar, url, request));
      for (const cookie of response.headers.getSetCookie())
        await jar.setCookie(cookie, url, { ignoreError: true });
      const location = response.headers.get("location");
      if (!redirectStatuses.has(response.status) || location === null) return toPage(url, response);
      await response.body?.cancel();
      url = new URL(location, url).href;
      request = {};
    }
    throw new Error(`More than ${maximumRedirects} redirects in a row.`);
  };

  const send = async (page: Page, form: HTMLElement, fields: Record<string, string>): Promise<Page> => {
    const action = new URL(form.getAttribute("action") ?? "", page.url);
    const values = new URLSearchParams({ ...hiddenFields(form), ...fields });
    if (form.getAttribute("method")?.toLowerCase() === "post") {
      return load(action.href, {
        method: "POST",
        body: values,
        headers: { origin: new URL(page.url).origin },
      });
    }
    action.search = values.toString();
    return load(action.href);
  };

  return {
    visit: async (url) => load(url),
    submit: async (page, fields) => send(page, formWith(page, Object.keys(fields)), fields),
    continue: async (page) => send(page, onlyForm(page), {}),
  };
}

async function withCookies(jar: CookieJar, url: string, init: RequestInit): Promise<RequestInit> {
  const headers = new Headers(init.headers);
  const cookies = await jar.getCookieString(url);
  if (cookies !== "") headers.set("cookie", cookies);
  return { ...init, headers, redirect: "manual" };
}

function unopened(url: string): Page {
  return { url, status: 0, title: "", document: parse("") };
}

async function toPage(url: string, response: Response): Promise<Page> {
  const document = parse(await response.text());
  return {
    url,
    status: response.status,
    title: document.querySelector("title")?.text.trim() ?? "",
    document,
  };
}

function hiddenFields(form: HTMLElement): Record<string, string> {
  const inputs = form.querySelectorAll('input[type="hidden"]');
  return Object.fromEntries(
    inputs.map((input) => [input.getAttribute("name") ?? "", input.getAttribute("value") ?? ""]),
  );
}

function formWith(page: Page, names: readonly string[]): HTMLElement {
  const found = page.document
    .querySelectorAll("form")
    .find((form) => names.every((name) => form.querySelector(`[name="${name}"]`) !== null));
  if (found === undefined) throw new Error(`The page “${page.title}” has no form with ${names.join(", ")}.`);
  return found;
}

function onlyForm(page: Page): HTMLElement {
  const [form, ...others] = page.document.querySelectorAll("form");
  if (form === undefined || others.length > 0)
    throw new Error(`The page “${page.title}” has not exactly one form.`);
  return form;
}
