import type { BrowserContext, Page } from "playwright-core";

/** What is noticed in the browser of the person at the stage. */
export interface Noticed {
  /** What it has sent in the real pages, and must not be shown. */
  secrets: Set<string>;
  /** Errors, warnings, and requests to other machines. */
  complaints: string[];
}

export function watchRequests(context: BrowserContext, { secrets, complaints }: Noticed): void {
  context.on("request", (request) => {
    const { searchParams, hostname } = new URL(request.url());
    if (hostname !== "127.0.0.1" && hostname !== "localhost") complaints.push(`asked ${hostname}`);
    const form = new URLSearchParams(request.postData() ?? "");
    for (const name of ["code", "passwd"])
      for (const value of [searchParams.get(name), form.get(name)]) if (value !== null) secrets.add(value);
  });
}

export function watchConsole(page: Page, { complaints }: Pick<Noticed, "complaints">): void {
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
}
