import { setTimeout as sleep } from "node:timers/promises";
import { seed } from "@mcp-entra/mock-entra";
import { moveTime } from "@mcp-entra/workshop/attacks";
import { http } from "msw";
import { expect, test } from "vitest";
import { useLaxEntra } from "./support/lax-entra.ts";
import { startSession } from "./support/session.ts";
import { claimOf, holdsToken } from "./support/tokens.ts";

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

test("[2.2] goes on as a user who has signed in once more", async () => {
  const { acquireToken, person } = await startSession();
  await acquireToken();
  for (const user of [seed.users.grace, seed.users.ada]) {
    person.user = user;
    moveTime(2 * 60 * 60);
    // Entra requires a new sign-in.
    entra.faults.add({ endpoint: "token", aadsts: 50076, times: 1 });
    await acquireToken();
  }
  const { token } = await acquireToken();
  // Whether each of them sees a page is a part of task 2.3.
  const isSignedIn = person.pages.length > 2;
  expect(
    isSignedIn ? claimOf(token, "oid") : seed.users.ada.id,
    "Ada signed in, then Grace, then Ada once more, and a later call got Grace's token. The order of the accounts in MSAL's cache says nothing about the last sign-in. Keep the account of the last result, in acquireToken.",
  ).toBe(seed.users.ada.id);
});

test("[2.2] protects the code of the sign-in with PKCE", async () => {
  const { acquireToken, person } = await startSession();
  await acquireToken();
  const page = person.pages[0]?.searchParams;
  // A sign-in without a page fails another test.
  expect(
    page === undefined ? "S256" : page.get("code_challenge") && page.get("code_challenge_method"),
    "The sign-in page has no code_challenge. Another program on this machine that gets the code can redeem it, because a public client has no secret (RFC 7636). Use acquireTokenInteractive, which makes the challenge, in acquireToken.",
  ).toBe("S256");
});

test("[2.4] writes no token into an address", async () => {
  const { call, acquireToken } = await startSession();
  const addresses: string[] = [];
  entra.server.use(
    http.get("https://graph.microsoft.com/*", ({ request }) => void addresses.push(request.url)),
  );
  await call();
  const { token } = await acquireToken();
  expect(
    holdsToken(addresses.join("\n"), token),
    "The token is in the address of a request to Graph. Proxies and servers write addresses into their logs. Send the token only in the header Authorization, as Client.init does, in get-user-details-from-graph.ts.",
  ).toBe(false);
});
