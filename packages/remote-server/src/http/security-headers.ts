import { isLoopbackHost } from "@mcp-entra/auth-core";
import type { RequestHandler } from "express";
import helmet from "helmet";
import { stylesheetHash } from "../pages/stylesheet.ts";

const yearSeconds = 365 * 24 * 60 * 60;

/**
 * The headers of every answer, for pages and JSON: helmet's headers. Each difference from its defaults has a
 * reason.
 *
 * @see https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Headers_Cheat_Sheet.html
 */
export function securityHeaders(publicUrl: string): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        // defence:16-csp The browser loads nothing and runs no script. So markup that was not escaped could
        // not do anything.
        defaultSrc: ["'none'"],
        styleSrc: [stylesheetHash],
        // defence:17-ancestors No other page may show ours in a frame. It could cover the buttons and use a
        // click of the user (clickjacking).
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        // No `form-action`: Chrome also applies it to redirects after a form, and our redirects go to Entra
        // and to clients.
      },
    },
    // defence:17-frame-options The same for browsers that do not support frame-ancestors.
    xFrameOptions: { action: "deny" },
    // The URLs of our pages contain state and codes.
    referrerPolicy: { policy: "no-referrer" },
    // A client in a browser opens the sign-in as a popup and waits for it. With this header, the popup would
    // lose its opener, and would not have it when it comes back to the client's page.
    crossOriginOpenerPolicy: false,
    strictTransportSecurity: hasStrictTransport(publicUrl) && {
      maxAge: yearSeconds,
      // Other people may own the subdomains of our name, and decide about them.
      includeSubDomains: false,
    },
  });
}

/**
 * Browsers apply HSTS to a host name with all its ports. For localhost, this would force https on every
 * program that is developed on this machine, for a year.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6797#section-8.3
 */
function hasStrictTransport(publicUrl: string): boolean {
  const { protocol, hostname } = new URL(publicUrl);
  return protocol === "https:" && !isLoopbackHost(hostname);
}
