import { createHash } from "node:crypto";
import type { RequestHandler } from "express";
import helmet from "helmet";

/**
 * The page shows what others have sent, an attacker's values included. Were a piece of it taken for markup, it could still not run.
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
        // A page that frames the stage could borrow a click on one of its buttons.
        frameAncestors: ["'none'"],
        // Of all scripts, only lit-html turns text into elements, and only the text of templates.
        requireTrustedTypesFor: ["'script'"],
        trustedTypes: ["lit-html"],
      },
    },
    xFrameOptions: { action: "deny" },
    referrerPolicy: { policy: "no-referrer" },
    // It would be kept for all ports of this machine.
    strictTransportSecurity: false,
  });
}
