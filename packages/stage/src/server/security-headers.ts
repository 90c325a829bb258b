import { createHash } from "node:crypto";
import type { RequestHandler } from "express";
import helmet from "helmet";

/**
 * The page shows values that attackers may have sent. Even if the page took such a value for markup, no script in it could run.
 *
 * @param inlineScript the one script in the page's own text: the import map.
 */
export function securityHeaders(inlineScript: string): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'", `'sha256-${createHash("sha256").update(inlineScript).digest("base64")}'`],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        // A page that frames the stage could make its visitor click on one of the stage's buttons (clickjacking).
        frameAncestors: ["'none'"],
        // Only lit-html may turn text into elements, and it does so only with the text of templates.
        requireTrustedTypesFor: ["'script'"],
        trustedTypes: ["lit-html"],
      },
    },
    xFrameOptions: { action: "deny" },
    referrerPolicy: { policy: "no-referrer" },
    // The browser would apply it to all ports of this machine.
    strictTransportSecurity: false,
  });
}
