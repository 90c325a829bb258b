import { seed } from "@mcp-entra/mock-entra";
import { signIn } from "@mcp-entra/mock-entra/browser";
import { foreignEnvironment, moveTime, recordConsole, recordFiles, tells } from "@mcp-entra/workshop/attacks";
import { expect, test } from "vitest";
import { forgeriesOf } from "./support/forgery.ts";
import { useLaxEntra } from "./support/lax-entra.ts";
import {
  arriveFromEntra,
  authorizeUrl,
  callbackUrl,
  codeIn,
  cookieHeader,
  createBrowser,
  fateOf,
  openCallback,
  signInAs,
  startSignIn,
  stateOf,
} from "./support/mcp-client.ts";
import { openRefusedCallbacks, openStrangersCallbacks } from "./support/refused-callbacks.ts";
import { meetingStore, openStore } from "./support/stores.ts";
import { clients, inTwoProcesses, startServer } from "./support/test-server.ts";
import { isLong, isMadeOf } from "./support/values.ts";

useLaxEntra();

test("[3.2] brings the browser back to the client with a code of yours", async () => {
  const page = await signInAs(seed.users.ada, await startServer());
  expect(
    page.url.split("?")[0],
    "After the sign-in, the browser did not reach the client. Redeem Entra's code in finishSignIn: its request needs the nonce and the verifier of task 3.1. Return the client's redirect URI with a code of your own, and redirect to it in answerCallback.",
  ).toBe(clients.editor.redirect_uris[0]);
  expect(
    {
      isLong: codeIn(page).length >= 20,
      isEntras: codeIn(page).startsWith("1.AXYA"),
      state: new URL(page.url).searchParams.get("state"),
    },
    "The client needs a code that you have made, and its own state. Only your server may have Entra's code. Make a code with createOpaqueToken, and keep params.state with the sign-in.",
  ).toEqual({ isLong: true, isEntras: false, state: "state-of-the-client" });
});

test("[3.2] goes to the redirect URI that this request named, with its state", async () => {
  foreignEnvironment();
  const issuer = await startServer();
  const [, , third = ""] = clients.editor.redirect_uris;
  const begun = [
    await startSignIn(issuer, { redirect_uri: third, state: "state-of-ada" }),
    await startSignIn(issuer, { state: "state-of-grace" }),
  ] as const;
  const ada = await openCallback(await arriveFromEntra(issuer, seed.users.ada, begun[0]));
  const grace = await openCallback(await arriveFromEntra(issuer, seed.users.grace, begun[1]));
  expect(
    [ada, grace].map(({ url }) => {
      const query = URL.parse(url)?.searchParams;
      return [url.split("?")[0], query?.get("window"), query?.get("state")];
    }),
    "Two people signed in at the same time. One was not sent to the redirect URI of their own request, or without its state, or the query of that redirect URI (window=3) was lost (RFC 6749 §3.1.2). The code would arrive at a part of the client that did not ask for it. Keep params.redirectUri and params.state with the sign-in, in beginSignIn. Find the sign-in by its state, and set code and state in the searchParams of new URL(redirectUri), in finishSignIn. If the server sent neither of them on, look at its settings: the secret and the redirect URI come from the options, and not from process.env, in createEntraClient and finishSignIn.",
  ).toEqual([
    [third.split("?")[0], "3", "state-of-ada"],
    [clients.editor.redirect_uris[0], null, "state-of-grace"],
  ]);
});

test("[3.2] gives the client its own state back, whatever is in it", async () => {
  const state = "seen&code=of-an-attacker#? ü";
  const page = await signInAs(seed.users.ada, await startServer(), { state });
  const { searchParams } = new URL(page.url);
  expect(
    { state: searchParams.get("state"), codes: searchParams.getAll("code").length },
    "The client's state did not come back as it was, or brought a parameter of its own into the address. Text that is put together by hand is not encoded: set code and state in new URL(redirectUri).searchParams, in finishSignIn.",
  ).toEqual({ state, codes: 1 });
});

test("[3.2] finds its cookie among those of others", async () => {
  const issuer = await startServer();
  const { url, cookie } = await arriveFromEntra(issuer);
  const others = cookie.split("; ").map((pair) => `x${pair}-of-another`);
  const page = await openCallback({ url, cookie: ["lang=en", ...others, cookie, "last=1"].join("; ") });
  expect(
    fateOf(page),
    "The browser sent other cookies beside yours, one of them with a name that ends like yours, and the sign-in was not finished. Split request.headers.cookie at “; ” and compare whole names, in answerCallback.",
  ).toBe("sent on to the client");
});

test("[3.2] refuses a state that it has not made", async () => {
  const issuer = await startServer();
  const swapState = (address: string): string =>
    address.replace(/(auth\/callback.*[?&]state=)[^&]+/, "$1made-by-an-attacker-for-this-purpose");
  const browser = createBrowser([], swapState);
  const page = await signInAs(seed.users.ada, issuer, {}, browser);
  expect(
    fateOf(page),
    "A callback with an invented state was not refused with a 4xx page. An attacker could make your user finish the attacker's sign-in. Look the state up, and throw InvalidRequestError if you have not made it, in finishSignIn.",
  ).toBe("refused");
});

test("[3.2] refuses a state that was changed, even where the cookie was changed with it", async () => {
  const issuer = await startServer();
  const { url, cookie } = await arriveFromEntra(issuer);
  const state = new URL(url).searchParams.get("state") ?? "";
  const fates: string[] = [];
  for (const forgery of forgeriesOf(state)) {
    const changed = new URL(url);
    changed.searchParams.set("state", forgery);
    const encoded = cookie.replace(encodeURIComponent(state), encodeURIComponent(forgery));
    fates.push(fateOf(await openCallback({ url: changed.href, cookie: encoded.replace(state, forgery) })));
  }
  expect(
    [...new Set(fates)],
    "A state that you have not made was accepted, with a cookie that says the same. Other applications on this host can set that cookie. Keep the sign-in in the store, and look it up by the hash of the whole state, in finishSignIn. Do not trust a value only because the browser sends it twice.",
  ).toEqual(["refused"]);
});

test("[3.2] refuses a sign-in that another browser began", async () => {
  const issuer = await startServer();
  const { url } = await arriveFromEntra(issuer, seed.users.grace);
  expect(
    fateOf(await openCallback({ url, cookie: "" })),
    "A user opened the callback link of a sign-in that began in another person's browser, and got no 4xx page. Both would use one account. First compare the cookie of task 3.1 with the state, in finishSignIn.",
  ).toBe("refused");
});

test("[3.2] refuses another browser's sign-in where this browser has one of its own", async () => {
  const issuer = await startServer();
  const attacker = await arriveFromEntra(issuer, seed.users.grace);
  const { cookies } = await startSignIn(issuer);
  const own = cookieHeader(cookies);
  const refusal = new URL(attacker.url);
  refusal.searchParams.delete("code");
  refusal.searchParams.set("error", "access_denied");
  const fates = [
    fateOf(await openCallback({ url: refusal.href, cookie: own })),
    fateOf(await openCallback({ url: attacker.url, cookie: own })),
  ];
  expect(
    fates,
    "A person with a sign-in of their own opened the link of an attacker's sign-in, and got no 4xx page. The browser has a cookie, but of the other sign-in. Compare its value with the state, both for an answer with code and for one with error, in finishSignIn.",
  ).toEqual(["refused", "refused"]);
});

test("[3.2] takes one answer for each sign-in, also of two at the same time", async () => {
  const { store, together, notAwaited } = meetingStore();
  const issuer = await startServer({ store });
  const begun = await startSignIn(issuer);
  const answers = [
    await arriveFromEntra(issuer, seed.users.ada, begun),
    await arriveFromEntra(issuer, seed.users.grace, begun),
  ];
  const pages = await together(answers.map(async (answer) => openCallback(answer)));
  const { entra, cookies } = await startSignIn(issuer);
  const url = callbackUrl(issuer, { error: "access_denied", state: stateOf(entra) });
  const refused = { url, cookie: cookieHeader(cookies) };
  const refusals = [await openCallback(refused), await openCallback(refused)];
  expect(
    {
      fates: pages.map(fateOf).toSorted(),
      refusals: refusals.map(fateOf),
      notAwaited: notAwaited(),
    },
    "Entra answered one sign-in twice, with a code or with an error, and both answers or none were accepted, or a record was written without await. The second answer may be an attacker's. Read the sign-in with store.take, which gives a record to one caller only, in finishSignIn. With store.get and store.delete, two callers get it. Await store.set, in beginSignIn and finishSignIn: a slow store would write the record after the browser has gone on.",
  ).toEqual({
    fates: ["refused", "sent on to the client"],
    refusals: ["sent on to the client", "refused"],
    notAwaited: [],
  });
});

test("[3.2] refuses a sign-in that was left open for an hour", async () => {
  const issuer = await startServer();
  const untried = await startSignIn(issuer);
  const tried = await startSignIn(issuer);
  const url = callbackUrl(issuer, { code: "a-code-that-entra-does-not-know", state: stateOf(tried.entra) });
  for (let attempt = 0; attempt < 7; attempt += 1) {
    moveTime(9 * 60);
    await openCallback({ url, cookie: "" });
  }
  const pages = [];
  for (const begun of [untried, tried])
    pages.push(await openCallback(await arriveFromEntra(issuer, seed.users.ada, begun)));
  expect(
    pages.map(fateOf),
    "A sign-in was finished more than an hour after it began: one that was left open, or one that another browser tried to finish every nine minutes. On a shared computer, the next person could finish it. Keep it for ten minutes, in beginSignIn: the third argument of store.set is in seconds. Do not store it again, in finishSignIn.",
  ).toEqual(["refused", "refused"]);
});

test("[3.2] refuses the id token of another sign-in", async () => {
  const issuer = await startServer();
  const swapNonce = (address: string): string =>
    address.replace(/([?&]nonce=)[^&]+/, "$1nonce-of-another-sign-in");
  const browser = createBrowser([], swapNonce);
  const page = await signIn(browser, await browser.visit(authorizeUrl(issuer)), seed.users.ada);
  expect(
    fateOf(page),
    "The ID token had another nonce than the one that you sent, and was accepted. So an attacker can use a stolen code here. Keep the nonce with the sign-in, in beginSignIn, and give it to acquireTokenByCode, which compares it, in finishSignIn.",
  ).toBe("refused");
});

test("[3.2] tells the client when the person says no", async () => {
  const issuer = await startServer();
  const browser = createBrowser();
  const signInPage = await browser.visit(authorizeUrl(issuer));
  const hasForm = signInPage.document.querySelector('[name="action"]') !== null;
  const page = hasForm ? await browser.submit(signInPage, { action: "cancel" }) : signInPage;
  expect(
    {
      isAtClient: page.url.startsWith("http://127.0.0.1:9/"),
      error: new URL(page.url).searchParams.get("error"),
      state: new URL(page.url).searchParams.get("state"),
    },
    "The user cancelled, and the client did not get the error with its state. It waits without an end. Entra's answer has error in place of code. Return the client's redirect URI with error and the client's state, in finishSignIn.",
  ).toEqual({ isAtClient: true, error: "access_denied", state: "state-of-the-client" });
});

test("[3.2] writes nothing of the address into its page", async () => {
  const issuer = await startServer();
  const pages = await openStrangersCallbacks(issuer, "<b>call 555-0100</b>");
  expect(
    pages.map(({ html }) => /call 555-0100/.test(html)),
    "A value of the callback's address came back in your page. An attacker writes such a link, and the page on your host says what they want, or runs their script. Answer with a fixed sentence, in answerCallback.",
  ).toEqual(pages.map(() => false));
});

test("[3.2] makes codes that cannot be worked out, and leaves none in the store or in the log", async () => {
  const [logged, files] = [recordConsole(), recordFiles()];
  const { store, written } = openStore();
  const server = await startServer({ store });
  const begun = await startSignIn(server);
  const arrival = await arriveFromEntra(server, seed.users.ada, begun);
  const code = codeIn(await openCallback(arrival));
  const seen = [begun.entra.href, arrival.url].flatMap((url) =>
    Array.from(new URL(url).searchParams.values()),
  );
  const refused = await openRefusedCallbacks(server);
  const codeOf = async (issuer: string): Promise<string> => codeIn(await signInAs(seed.users.ada, issuer));
  const [first, second] = await inTwoProcesses(codeOf);
  expect(
    { isNew: first !== second && first !== "", isMadeOfState: isMadeOf(code, seen.filter(isLong)) },
    "Two processes made the same code at the same time, or the code is made of a value that stands in an address of this sign-in, such as the state. An attacker can compute a counter, the clock, Math.random or a hash of known values. Make the code with createOpaqueToken, in finishSignIn.",
  ).toEqual({ isNew: true, isMadeOfState: false });
  const secrets = { code, secret: seed.applications.remote.secret };
  const log = [...logged(), files()].join("\n");
  expect(
    {
      store: tells(written(), secrets),
      log: tells(log, { ...secrets, ...refused }),
    },
    "A code, the state or the secret is in the store, in the log or in a file, perhaps only after a refused answer of Entra's. A person who reads it there can redeem it. Keep the grant under hashToken(code), in finishSignIn, and write no code, no state and no address into a log, in answerCallback.",
  ).toEqual({ store: [], log: [] });
});
