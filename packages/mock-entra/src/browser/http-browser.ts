import { type HTMLElement, parse } from "node-html-parser";
import { CookieJar } from "tough-cookie";

/** The browser's current page. */
export interface Page {
  url: string;
  /** 0 if the address was not opened, because `stopBefore` lists it. */
  status: number;
  title: string;
  document: HTMLElement;
  /** The markup, unchanged. */
  html: string;
  headers: Headers;
  /** The form that would have been posted to an address that was not opened; `undefined` for a GET. */
  unsent: URLSearchParams | undefined;
}

/** A browser without a window: it follows links and redirects, keeps cookies and sends forms. */
export interface HttpBrowser {
  visit(url: string): Promise<Page>;
  /**
   * Fills in and sends the form with a field or a button of this name. @param fields by name; they replace
   * existing values.
   */
  submit(page: Page, fields: Record<string, string>): Promise<Page>;
  /** Sends the page's only form unchanged, as a script on the page does. */
  continue(page: Page): Promise<Page>;
  /**
   * Posts fields to an address, relative to the page. No form of the page does this: it is for tests of
   * refusals.
   */
  post(page: Page, action: string, fields: Record<string, string>): Promise<Page>;
  /** The values of all cookies. */
  cookies(): Promise<string[]>;
}

const maximumRedirects = 20;
/** Bytes of a redirect's body. */
const longestUnread = 65_536;
const redirectStatuses = new Set([301, 302, 303, 307, 308]);

export interface HttpBrowserOptions {
  /** The fetch function to use. It has to trust the certificates of the pages. */
  fetch?: typeof globalThis.fetch;
  /**
   * Addresses that begin with one of these are reported and not opened: in most tests, an application's
   * redirect URI.
   */
  stopBefore?: string | readonly string[];
  /** Called with every address before the browser opens it. */
  onNavigate?: (url: string) => void;
}

/**
 * Each browser has its own cookie jar, so two browsers are like two users on two machines.
 *
 * @example
 * ```ts
 * const browser = createHttpBrowser();
 * const page = await browser.visit(authorizeUrl);
 * expect(page.html).toContain("AADSTS900144"); // a parameter is missing
 * ```
 */
export function createHttpBrowser(options: HttpBrowserOptions = {}): HttpBrowser {
  const jar = new CookieJar();
  const stops = [options.stopBefore ?? []].flat();

  const load = async (address: string, init: RequestInit = {}): Promise<Page> => {
    let url = address;
    let request = init;
    for (let hop = 0; hop <= maximumRedirects; hop += 1) {
      options.onNavigate?.(url);
      if (stops.some((prefix) => url.startsWith(prefix))) return unopened(url, request.body);
      const response = await (options.fetch ?? fetch)(url, await withCookies(jar, url, request));
      for (const cookie of response.headers.getSetCookie())
        await jar.setCookie(cookie, url, { ignoreError: true });
      const location = response.headers.get("location");
      if (!redirectStatuses.has(response.status) || location === null) return toPage(url, response);
      await leaveUnread(response);
      // Unchanged: an application may compare its redirect URI byte by byte.
      url = URL.canParse(location) ? location : new URL(location, url).href;
      request = {};
    }
    throw new Error(`More than ${maximumRedirects} redirects in a row.`);
  };

  const post = async (page: Page, action: string, fields: Record<string, string>): Promise<Page> =>
    load(URL.canParse(action) ? action : new URL(action, page.url).href, {
      method: "POST",
      body: new URLSearchParams(fields),
      headers: { origin: new URL(page.url).origin },
    });

  const send = async (page: Page, form: HTMLElement, fields: Record<string, string>): Promise<Page> => {
    const action = form.getAttribute("action") ?? "";
    const values = { ...hiddenFields(form), ...fields };
    if (form.getAttribute("method")?.toLowerCase() === "post") return post(page, action, values);
    const address = new URL(action, page.url);
    address.search = new URLSearchParams(values).toString();
    return load(address.href);
  };

  return {
    visit: async (url) => load(url),
    submit: async (page, fields) => send(page, formWith(page, Object.keys(fields)), fields),
    continue: async (page) => send(page, onlyForm(page), {}),
    post,
    cookies: async () => ((await jar.serialize())?.cookies ?? []).map(({ value }) => String(value)),
  };
}

async function withCookies(jar: CookieJar, url: string, init: RequestInit): Promise<RequestInit> {
  const headers = new Headers(init.headers);
  const cookies = await jar.getCookieString(url);
  if (cookies !== "") headers.set("cookie", cookies);
  return { ...init, headers, redirect: "manual" };
}

function unopened(url: string, body: RequestInit["body"]): Page {
  const unsent = body instanceof URLSearchParams ? body : undefined;
  return { url, status: 0, title: "", document: parse(""), html: "", headers: new Headers(), unsent };
}

/** To cancel a body closes its connection. So a short one is read, and the next request can use the connection. */
async function leaveUnread(response: Response): Promise<void> {
  const isShort = Number(response.headers.get("content-length") ?? Infinity) <= longestUnread;
  await (isShort ? response.arrayBuffer() : response.body?.cancel());
}

async function toPage(url: string, response: Response): Promise<Page> {
  const html = await response.text();
  const document = parse(html);
  return {
    url,
    status: response.status,
    title: document.querySelector("title")?.text.trim() ?? "",
    document,
    html,
    headers: response.headers,
    unsent: undefined,
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
