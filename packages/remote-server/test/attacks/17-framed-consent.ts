import { authorizationUrl } from "../support/by-hand.ts";
import { type Attack, refused, succeeded } from "./attack.ts";
import { openBrowser } from "./support/cast.ts";
import { directive } from "./support/content-security-policy.ts";
import { isConsentPage, trustedClient } from "./support/steps.ts";

export const framedConsent: Attack = {
  number: 17,
  name: "Framed consent page",
  does: "Shows our question in an invisible frame. A button under it makes the victim click there.",
  loss: "The victim's consent, by a click that was meant for something else (clickjacking).",
  attempts: [
    {
      name: "in another site's frame",
      refusal: "browsers do not show it in a frame",
      stoppedBy: [["17-ancestors", "17-frame-options"]],
      play: async (target) => {
        const client = await trustedClient(target);
        const page = await openBrowser().visit(authorizationUrl(target.endpoints, client).href);
        if (!isConsentPage(page)) throw new Error(`This is not the question: ${page.status}`);
        // This is how browsers decide: frame-ancestors counts if it is present. Otherwise X-Frame-Options counts.
        const ancestors = directive(page.headers, "frame-ancestors");
        const option = page.headers.get("x-frame-options")?.toUpperCase();
        const isFramed = ancestors === undefined ? option !== "DENY" : ancestors !== "'none'";
        return isFramed ? succeeded("a click on Allow") : refused("browsers do not show it in a frame");
      },
    },
  ],
};
