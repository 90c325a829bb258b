import { seed } from "@mcp-entra/mock-entra";
import { createHttpBrowser, type HttpBrowser } from "@mcp-entra/mock-entra/browser";

export type Person = (typeof seed.users)[keyof typeof seed.users];

/** The user whose session the attacker wants. */
export const victim: Person = seed.users.ada;
/** The attacker is a colleague with their own account. */
export const attacker: Person = seed.users.grace;

/** The address at which the attacker receives codes. */
export const evilRedirectUri = "https://evil.example/callback";

/** No program listens at these addresses. Browsers stop before them, and report the address. */
const elsewhere = [
  "http://127.0.0.1:9/",
  "http://localhost:9/",
  "http://evil",
  "https://evil",
  "javascript:",
  "file:",
];

/** A person with their own machine. @param stopAlso further addresses that the browser does not open. */
export function openBrowser(...stopAlso: string[]): HttpBrowser {
  return createHttpBrowser({ stopBefore: [...elsewhere, ...stopAlso] });
}

/** The same person, after an attacker has set a cookie in their browser: from another subdomain, or over a network without TLS. */
export function openBrowserWith(cookie: string): HttpBrowser {
  const fetchWithCookie: typeof fetch = async (input, init) => {
    const headers = new Headers(init?.headers);
    headers.set("cookie", [headers.get("cookie") ?? [], cookie].flat().join("; "));
    return fetch(input, { ...init, headers });
  };
  return createHttpBrowser({ stopBefore: elsewhere, fetch: fetchWithCookie });
}
