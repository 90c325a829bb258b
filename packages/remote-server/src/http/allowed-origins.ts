import { isLoopbackHost } from "@mcp-entra/auth-core/without-msal";
import { z } from "zod";

/** ALLOWED_ORIGINS: the web pages and programs that may use this server, as a comma-separated list of origins. No wildcard. */
export const allowedOrigins = z
  .string()
  .transform((list) => list.split(",").map((entry) => entry.trim()))
  .refine((origins) => origins.every((origin) => isOrigin(origin)));

/**
 * Exactly as a browser sends it. http only for this machine, because there is no network between browser and
 * server on which an attacker could change the page.
 */
function isOrigin(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) return false;
  if (url.protocol === "https:") return url.origin === text;
  if (url.protocol === "http:") return url.origin === text && isOnThisMachine(url.hostname);
  return isProgram(text);
}

/**
 * Names below localhost are this machine, too (RFC 6761 §6.3). Programs with a web view use such names, for
 * example tauri.localhost.
 */
function isOnThisMachine(hostname: string): boolean {
  return isLoopbackHost(hostname) || hostname.endsWith(".localhost");
}

/**
 * The pages of a desktop program have the program's own scheme, such as tauri://localhost or
 * vscode-file://vscode-app. It serves no other site's pages with it.
 */
function isProgram(text: string): boolean {
  const scheme = /^(?<scheme>[a-z][a-z0-9+.-]*):\/\/[A-Za-z0-9._-]+(?::\d{1,5})?$/.exec(text)?.groups?.[
    "scheme"
  ];
  return scheme !== undefined && !foreignSchemes.has(scheme);
}

/**
 * Schemes whose pages can come from anybody. A page without an origin sends “null”, and any web site can
 * cause that.
 */
const foreignSchemes = new Set([
  "file",
  "ftp",
  "ws",
  "wss",
  "data",
  "blob",
  "filesystem",
  "about",
  "javascript",
]);
