import { type PageForm, readForms } from "./page-form.ts";

/** A page that the browser stopped at. */
export type VisitedPage = { url: string; status: number; headers: Headers; html: string; forms: PageForm[] };

/** Where a walk through pages ended: on a page, or with an answer for an application. */
export type Landing =
  | { kind: "page"; page: VisitedPage }
  | { kind: "answer"; method: "GET" | "POST"; url: string; parameters: URLSearchParams };

/** A browser without scripts: follows redirects, keeps cookies, submits the forms that it is shown. */
export type Browser = {
  open(url: string): Promise<Landing>;
  submit(page: VisitedPage, form: PageForm, values: Record<string, string>): Promise<Landing>;
  cookies(): string[];
};

/** @param applicationOrigins prefixes of URLs that belong to applications: the walk ends there, unvisited */
export const createBrowser = (applicationOrigins: readonly string[] = ["http://localhost"]): Browser => {
  const jar = new Map<string, Map<string, string>>();

  const visit = async (url: string, init: RequestInit = {}): Promise<Landing> => {
    const target = new URL(url);
    if (applicationOrigins.some((prefix) => url.startsWith(prefix))) return answerIn(target, init);
    const cookie = [...(jar.get(target.hostname) ?? [])]
      .map(([name, value]) => `${name}=${value}`)
      .join("; ");
    const headers = { ...(init.headers as Record<string, string>), ...(cookie === "" ? {} : { cookie }) };
    const response = await fetch(url, { ...init, headers, redirect: "manual" });
    keepCookies(jar, target.hostname, response.headers.getSetCookie());
    const location = response.headers.get("location");
    if (location !== null)
      return visit(new URL(location, url).href.replace(/^(http:\/\/localhost:?\d*)\/\?/u, "$1/?"));
    const html = await response.text();
    const page = { url, status: response.status, headers: response.headers, html, forms: readForms(html) };
    return { kind: "page", page };
  };

  return {
    open: (url) => visit(url),
    submit: (page, form, values) =>
      visit(new URL(form.action, page.url).href, {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams({ ...form.fields, ...values }).toString(),
      }),
    cookies: () => [...jar.values()].flatMap((cookies) => [...cookies.values()]),
  };
};

const answerIn = (url: URL, init: RequestInit): Landing => {
  const isPost = init.method === "POST";
  const text = isPost ? String(init.body) : url.search.slice(1) || url.hash.slice(1);
  return {
    kind: "answer",
    method: isPost ? "POST" : "GET",
    url: url.href,
    parameters: new URLSearchParams(text),
  };
};

/** Cookies go by host, whatever the port: as in a real browser. */
const keepCookies = (
  jar: Map<string, Map<string, string>>,
  host: string,
  headers: readonly string[],
): void => {
  const cookies = jar.get(host) ?? new Map<string, string>();
  for (const header of headers) {
    const [pair = ""] = header.split(";");
    const equals = pair.indexOf("=");
    cookies.set(pair.slice(0, equals), pair.slice(equals + 1));
  }
  jar.set(host, cookies);
};
