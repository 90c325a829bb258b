import { setTimeout as sleep } from "node:timers/promises";
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
