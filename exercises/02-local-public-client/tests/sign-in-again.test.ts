import { setTimeout as sleep } from "node:timers/promises";
import { seed } from "@mcp-entra/mock-entra";
import { moveTime } from "@mcp-entra/workshop/attacks";
import { expect, test } from "vitest";
import { useLaxEntra } from "./support/lax-entra.ts";
import { startSession } from "./support/session.ts";

const entra = useLaxEntra();

test("[2.3] asks again when Entra demands a second factor", async () => {
  const { acquireToken, person } = await startSession();
  await acquireToken();
  moveTime(2 * 60 * 60);
  entra.faults.add({ endpoint: "token", aadsts: 50079, times: 1 });
  const { token } = await acquireToken();
  expect(
    { pages: person.pages.length, token: token !== "" },
    "Entra demanded a second factor (AADSTS50079, interaction_required), and the user did not see the sign-in page. Entra refuses with several codes, and not only with invalid_grant. Call acquireTokenInteractive after each error of acquireTokenSilent, in acquireToken.",
  ).toEqual({ pages: 2, token: true });
});

test("[2.3] fails at once when the page cannot be opened", async () => {
  const { acquireToken, person } = await startSession();
  person.hasNoBrowser = true;
  const answer = acquireToken();
  const outcome = await Promise.race([
    answer.then(({ error }) => error),
    // A busy machine needs a second for it. Without an end, it would wait for ever.
    sleep(6_000, "still waiting", { ref: false }),
  ]);
  // MSAL closes its listener when a page answers.
  Object.assign(person, { hasNoBrowser: false, cancels: true });
  if (outcome === "still waiting") await person.openBrowser(String(person.pages[0]));
  await answer;
  expect(
    outcome,
    "openBrowser failed, and acquireToken still waits for a page that no user sees. The tool would never answer. Do not catch the error of openBrowser, in acquireToken.",
  ).toBeInstanceOf(Error);
});

test("[2.5] works again when an administrator has ended the sign-in", async () => {
  const { call } = await startSession();
  await call();
  entra.revokeSessions(seed.users.ada.id);
  const { user } = await call();
  expect(
    user?.["displayName"],
    "An administrator ended Ada's sign-in. She was at her browser and could sign in again, and the tool failed. If your client has the capability cp1, Graph refuses the token at once, with claims for the next sign-in, but MSAL returns the same token until it expires. The user cannot work for hours. Leave out clientCapabilities, in AuthenticationService.create.",
  ).toBe("Ada Lovelace");
});
