import type { Exchange } from "./exchange.ts";

/** Holds the signed-in session. */
export const sessionCookie = "ESTSAUTH";
/** Holds nothing but the browser's identity: it ties the pages of one sign-in to one browser. */
export const browserCookie = "esctx";

export function readCookie(request: Request, name: string): string | undefined {
  return (request.headers.get("cookie") ?? "")
    .split(";")
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);
}

/**
 * Host-only and out of reach of scripts. On https as Entra has it: None, so that a single-page application can ask in a hidden
 * frame. Plain http allows no more than Lax: it comes along when an application sends the browser here, not in its forms.
 */
export function setCookie(exchange: Exchange, name: string, value: string): string {
  const site = exchange.url.protocol === "https:" ? ["SameSite=None", "Secure"] : ["SameSite=Lax"];
  return [`${name}=${value}`, "Path=/", "HttpOnly", ...site].join("; ");
}

export function clearCookie(exchange: Exchange, name: string): string {
  return `${setCookie(exchange, name, "")}; Max-Age=0`;
}
