import { authorizationUrl } from "../support/by-hand.ts";
import { type Attack, refused, succeeded } from "./attack.ts";
import { openBrowser } from "./support/cast.ts";
import { directive } from "./support/content-security-policy.ts";
import { postRegistration } from "./support/registration.ts";
import { honestRedirectUri, isConsentPage, trustedClient } from "./support/steps.ts";

export const scriptInClientName: Attack = {
  number: 16,
  name: "Script in the client's name",
  does: "Registers a client whose name is a script that presses “Allow”.",
  loss: "The victim's consent, and everything else that a script at our address may do.",
  attempts: [
    {
      name: "shown on the consent page",
      refusal: "no script in the page",
      stoppedBy: [["16-escape", "16-csp", "56-name"]],
      play: async (target) => {
        await trustedClient(target);
        const script = `<script>document.querySelector("button").click()</script>`;
        const metadata = { client_name: script, redirect_uris: [honestRedirectUri] };
        const { client_id: client = "" } = await postRegistration(target, metadata);
        const page = await openBrowser().visit(authorizationUrl(target.endpoints, client).href);
        if (!isConsentPage(page)) throw new Error(`This is not the question: ${page.status}`);
        if (page.document.querySelector("script") === null) return refused("no script in the page");
        const allowed = directive(page.headers, "script-src") ?? directive(page.headers, "default-src");
        return allowed === "'none'" ? refused("a script that does not run") : succeeded("a script that runs");
      },
    },
  ],
};
