import type { Exchange } from "./exchange.ts";

/** Holds the signed-in session. */
export const sessionCookie = "ESTSAUTH";
/** Contains only the browser's identity: it binds the pages of one sign-in to one browser. */
export const browserCookie = "esctx";

export function readCookie(request: Request, name: string): string | undefined {
  return (request.headers.get("cookie") ?? "")
    .split(";")
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);
}

/**
 * For this host only, and not readable by scripts. With https, SameSite is None as in Entra, so that a
 * single-page application can use a hidden frame. http allows only Lax: the browser sends the cookie when an
 * application redirects here, but not with cross-site forms.
 */
export function setCookie(exchange: Exchange, name: string, value: string): string {
  const site = exchange.url.protocol === "https:" ? ["SameSite=None", "Secure"] : ["SameSite=Lax"];
  return [`${name}=${value}`, "Path=/", "HttpOnly", ...site].join("; ");
}

export function clearCookie(exchange: Exchange, name: string): string {
  return `${setCookie(exchange, name, "")}; Max-Age=0`;
}
