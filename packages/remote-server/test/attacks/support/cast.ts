import { seed } from "@mcp-entra/mock-entra";
import { createHttpBrowser, type HttpBrowser } from "@mcp-entra/mock-entra/browser";

export type Person = (typeof seed.users)[keyof typeof seed.users];

/** Whose session the attacker is after. */
export const victim: Person = seed.users.ada;
/** The attacker is a colleague, with an account of their own. */
export const attacker: Person = seed.users.grace;

/** Where the attacker waits for codes. */
export const evilRedirectUri = "https://evil.example/callback";

/** No program listens at these addresses: browsers stop before them, and report where they were sent. */
const elsewhere = [
  "http://127.0.0.1:9/",
  "http://localhost:9/",
  "http://evil",
  "https://evil",
  "javascript:",
  "file:",
];

/** A person at a machine of their own. @param stopAlso further addresses that are not opened. */
export function openBrowser(...stopAlso: string[]): HttpBrowser {
  return createHttpBrowser({ stopBefore: [...elsewhere, ...stopAlso] });
}

/** The same person, after an attacker has planted a cookie there: from a sister domain, say, or over a network without TLS. */
export function openBrowserWith(cookie: string): HttpBrowser {
  const fetchWithCookie: typeof fetch = async (input, init) => {
    const headers = new Headers(init?.headers);
    headers.set("cookie", [headers.get("cookie") ?? [], cookie].flat().join("; "));
    return fetch(input, { ...init, headers });
  };
  return createHttpBrowser({ stopBefore: elsewhere, fetch: fetchWithCookie });
}
