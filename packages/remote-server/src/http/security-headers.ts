import { isLoopbackHost } from "@mcp-entra/auth-core";
import type { RequestHandler } from "express";
import helmet from "helmet";
import { stylesheetHash } from "../pages/stylesheet.ts";

const yearSeconds = 365 * 24 * 60 * 60;

/**
 * What every answer is sent with, pages and JSON alike: helmet's headers, and where they differ from its defaults a reason.
 *
 * @see https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Headers_Cheat_Sheet.html
 */
export function securityHeaders(publicUrl: string): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        // defence:16-csp Nothing is loaded and nothing runs: even markup that got past the escaping could not do anything.
        defaultSrc: ["'none'"],
        styleSrc: [stylesheetHash],
        // defence:17-ancestors No other page may frame ours, or it could lay something over the buttons and borrow a click (clickjacking).
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        // No `form-action`: Chrome applies it to the redirects behind a form as well, and ours lead to Entra and to clients.
      },
    },
    // defence:17-frame-options The same for browsers that do not know frame-ancestors.
    xFrameOptions: { action: "deny" },
    // The addresses of our pages hold state and codes.
    referrerPolicy: { policy: "no-referrer" },
    // A client in a browser opens the sign-in as a popup and waits for it. Were our page in a group of its own, the popup
    // would have lost its opener for good when it comes back to the client's page.
    crossOriginOpenerPolicy: false,
    strictTransportSecurity: hasStrictTransport(publicUrl) && {
      maxAge: yearSeconds,
      // Other names below ours are other people's to decide about.
      includeSubDomains: false,
    },
  });
}

/**
 * Browsers keep HSTS for a host name, whatever the port. For localhost that would force https on everything that is
 * ever developed on this machine, for a year.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6797#section-8.3
 */
function hasStrictTransport(publicUrl: string): boolean {
  const { protocol, hostname } = new URL(publicUrl);
  return protocol === "https:" && !isLoopbackHost(hostname);
}
