import { redactUrl } from "./redact-url.ts";

/** An allow-list. For any other header, only its name is shown. */
const harmless =
  /^(?:accept|accept-language|access-control-.+|allow|cache-control|client-request-id|consistencylevel|content-length|content-type|date|host|mcp-protocol-version|origin|prefer|request-id|retry-after|return-client-request-id|sec-fetch-.+|user-agent|www-authenticate|x-client-.+|x-content-type-options|x-ms-.+)$/u;

const addresses = new Set(["location", "referer"]);

/** Headers that may be shown: only the scheme of credentials, and only the names of cookies. */
export function redactHeaders(headers: Headers): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const [name, value] of headers) {
    const before = shown[name];
    const redacted = redactHeader(name, value);
    shown[name] = before === undefined ? redacted : `${before}\n${redacted}`;
  }
  return shown;
}

function redactHeader(name: string, value: string): string {
  if (harmless.test(name)) return value;
  if (addresses.has(name)) return URL.canParse(value) ? redactUrl(new URL(value)) : "REDACTED";
  if (name === "authorization") return `${/^(?:Basic|Bearer) /iu.exec(value)?.[0] ?? ""}REDACTED`;
  if (name === "cookie") return value.replaceAll(/=[^;]*/gu, "=REDACTED");
  return name === "set-cookie" ? value.replace(/=[^;]*/u, "=REDACTED") : "REDACTED";
}
