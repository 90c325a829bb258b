import { type PageForm, readForms } from "./page-form.ts";

/** A page that the browser stopped at. */
export type VisitedPage = { url: string; status: number; headers: Headers; html: string; forms: PageForm[] };

/** What an application would receive: the browser does not deliver it by itself. */
export type Answer = { method: "GET" | "POST"; url: string; parameters: URLSearchParams };

/** Where a walk through pages ended. */
export type Landing = { kind: "page"; page: VisitedPage } | { kind: "answer"; answer: Answer };

/** A browser without scripts: follows redirects, keeps cookies, submits the forms that it is shown. */
export type Browser = {
  open(url: string): Promise<Landing>;
  submit(page: VisitedPage, form: PageForm, values: Record<string, string>): Promise<Landing>;
  cookies(): string[];
};

type Visit = { url: string; body?: string };

/** @param applications prefixes of the URLs of applications, where the walk ends */
export const createBrowser = (applications: readonly string[] = ["http://localhost"]): Browser => {
  const jar = new Map<string, Map<string, string>>();
  const visit = async ({ url, body }: Visit): Promise<Landing> => {
    if (applications.some((prefix) => url.startsWith(prefix))) return answerAt(url, body);
    const response = await fetch(url, {
      ...(body === undefined ? {} : { method: "POST", body }),
      headers: { ...formHeaders(body), cookie: cookiesFor(jar, url) },
      redirect: "manual",
    });
    keepCookies(jar, url, response.headers.getSetCookie());
    const location = response.headers.get("location");
    if (location !== null)
      return visit({ url: URL.canParse(location) ? location : new URL(location, url).href });
    const html = await response.text();
    const page = { url, status: response.status, headers: response.headers, html, forms: readForms(html) };
    return { kind: "page", page };
  };
  return {
    open: (url) => visit({ url }),
    submit: (page, form, values) =>
      visit({
        url: URL.canParse(form.action) ? form.action : new URL(form.action, page.url).href,
        body: new URLSearchParams({ ...form.fields, ...values }).toString(),
      }),
    cookies: () => [...jar.values()].flatMap((cookies) => Array.from(cookies.values())),
  };
};

const formHeaders = (body: string | undefined): Record<string, string> =>
  body === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" };

const answerAt = (url: string, body: string | undefined): Landing => {
  const { search, hash } = new URL(url);
  const parameters = new URLSearchParams(body ?? (search === "" ? hash : search).slice(1));
  return { kind: "answer", answer: { method: body === undefined ? "GET" : "POST", url, parameters } };
};

/** Cookies go by host, whatever the port: as in a real browser. */
const cookiesFor = (jar: Map<string, Map<string, string>>, url: string): string =>
  Array.from(jar.get(new URL(url).hostname) ?? [], ([name, value]) => `${name}=${value}`).join("; ");

const keepCookies = (
  jar: Map<string, Map<string, string>>,
  url: string,
  headers: readonly string[],
): void => {
  const { hostname } = new URL(url);
  const cookies = jar.get(hostname) ?? new Map<string, string>();
  for (const header of headers) {
    const [pair = ""] = header.split(";");
    const equals = pair.indexOf("=");
    cookies.set(pair.slice(0, equals), pair.slice(equals + 1));
  }
  jar.set(hostname, cookies);
};
