import { isLoopbackHost } from "@mcp-entra/auth-core/without-msal";
import { z } from "zod";

/** ALLOWED_ORIGINS: the web pages that may use this server, as a comma-separated list of origins. No wildcard. */
export const allowedOrigins = z
  .string()
  .transform((list) => list.split(",").map((entry) => entry.trim()))
  .refine((origins) => origins.every((origin) => isOrigin(origin)));

/** Exactly as a browser sends it; http only from this machine, where nobody between can put words into a page. */
function isOrigin(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.origin !== text) return false;
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopbackHost(url.hostname));
}
