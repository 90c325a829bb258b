import { createMemoryStore } from "@mcp-entra/auth-core";
import { seed } from "@mcp-entra/mock-entra";
import {
  foreignEnvironment,
  moveTime,
  readingsOf,
  recordConsole,
  recordFiles,
} from "@mcp-entra/workshop/attacks";
import { beforeEach, expect, test } from "vitest";
import { argumentsOfTool, callMcp } from "./support/call-mcp.ts";
import { useLaxEntra } from "./support/lax-entra.ts";
import { codeFor, codeIn, redeem, signedIn, signInAs } from "./support/mcp-client.ts";
import { openStore } from "./support/stores.ts";
import { startNewProcess, startServer } from "./support/test-server.ts";

const entra = useLaxEntra();

// Access tokens of Entra's that live shorter than a session token: so that renewing them shows.
beforeEach(() => entra.setLifetimes(seed.applications.remote.appId, { accessTokenSeconds: 600 }));

test("[3.5] answers with the user behind the session", async () => {
  const { issuer, accessToken } = await signedIn();
  const { user } = await callMcp(issuer, accessToken);
  expect(
    user?.["displayName"],
    "getUserDetails did not answer with Ada's profile. The tool has no inputSchema, so authInfo is in the first argument of its callback. Get Entra's token from provider.entraAccessToken, read /me of Graph with it, and return the user as JSON in a text, in registerGetUserDetails.",
  ).toBe("Ada Lovelace");
});

test("[3.5] keeps two users apart", async () => {
  foreignEnvironment();
  const issuer = await startServer();
  const codes = [await codeFor(issuer), codeIn(await signInAs(seed.users.grace, issuer))];
  const tokens = [await redeem(issuer, codes[0] ?? ""), await redeem(issuer, codes[1] ?? "")];
  const users = [
    await callMcp(issuer, tokens[0]?.accessToken),
    await callMcp(issuer, tokens[1]?.accessToken),
  ];
  expect(
    users.map(({ user }) => user?.["displayName"]),
    "Two users are signed in, and one got the other's data. A server has many users at the same time. Keep the account (homeAccountId) with each code and session, in finishSignIn and exchangeCode. Return it as extra.homeAccountId, in findSession. Take this account from MSAL's cache, in entraAccessToken.",
  ).toEqual(["Ada Lovelace", "Grace Hopper"]);
});

/** Where samples look for a person or a token. */
const usualNames = [
  "token",
  "accessToken",
  "access_token",
  "sessionToken",
  "session",
  "user",
  "userId",
  "homeAccountId",
];

test("[3.5] believes the token, not the arguments", async () => {
  const ada = await signedIn();
  const grace = await signedIn(seed.users.grace, ada.issuer);
  const { id, userPrincipalName } = seed.users.grace;
  const names = await argumentsOfTool(ada.issuer, ada.accessToken);
  const ofGrace = [grace.accessToken, id, `${id}.${seed.tenant.id}`, userPrincipalName];
  const users: unknown[] = [];
  for (const value of ofGrace) {
    const given = Object.fromEntries([...usualNames, ...names].map((name) => [name, value]));
    const headers = Object.fromEntries(usualNames.map((name) => [`x-${name}`, value]));
    users.push((await callMcp(ada.issuer, ada.accessToken, given, headers)).user?.["displayName"]);
  }
  expect(
    users,
    "Something in the tool's arguments, in _meta or in a header of the client's was used in place of the session, or the call failed. An attacker can make a model send any argument. Take the user only from authInfo, in registerGetUserDetails.",
  ).toEqual(ofGrace.map(() => "Ada Lovelace"));
});

test("[3.5] renews Entra's token when it has expired", async () => {
  const { issuer, accessToken } = await signedIn();
  const exchanges = (): number => entra.trace.entries().filter(({ endpoint }) => endpoint === "token").length;
  const before = exchanges();
  await callMcp(issuer, accessToken);
  await callMcp(issuer, accessToken);
  const asked = exchanges() - before;
  moveTime(30 * 60);
  const { isError, user } = await callMcp(issuer, accessToken);
  expect(
    { isError, displayName: user?.["displayName"], asksEachTime: asked >= 2 },
    "Entra's access token had expired, the session had not, and the tool failed; or two calls asked Entra for a token each, while the first one was still valid. Entra limits the number of such requests. Leave Entra's tokens to MSAL's cache and call acquireTokenSilent each time, without forceRefresh, in entraAccessToken: it renews them.",
  ).toEqual({ isError: false, displayName: "Ada Lovelace", asksEachTime: false });
});

test("[3.5] answers with a tool error when Entra has ended the sign-in", async () => {
  const { issuer, accessToken } = await signedIn();
  await callMcp(issuer, accessToken);
  entra.revokeSessions(seed.users.ada.id);
  entra.expireAccessTokens();
  const { status, isError } = await callMcp(issuer, accessToken);
  expect(
    { status, isError },
    "Entra has ended Ada's sign-in, and the tool's answer is not marked as an error. She may not see a profile from an earlier call any more. Ask MSAL and Graph at each call, in entraAccessToken and registerGetUserDetails. Catch each error, and return isError: true with a sentence of your own.",
  ).toEqual({ status: 200, isError: true });
});

test("[3.5] keeps two users apart who call at the same time", async () => {
  const { promise: allHere, resolve } = Promise.withResolvers<void>();
  let here = 0;
  const aroundToken = async (next: () => Promise<string>): Promise<string> => {
    here += 1;
    if (here >= 4) resolve();
    const token = await next();
    await allHere;
    return token;
  };
  const ada = await signedIn(seed.users.ada, await startServer({ aroundToken }));
  const grace = await signedIn(seed.users.grace, ada.issuer);
  const tokens = [ada, grace, grace, ada].map(({ accessToken }) => accessToken);
  // If a call ends before it gets to the token, the others stop waiting for it.
  const users = await Promise.all(tokens.map(async (token) => callMcp(ada.issuer, token).finally(resolve)));
  expect(
    users.map(({ user }) => user?.["displayName"]),
    "Two people called at the same time, and one was answered with the other's data. A variable of the module or of the provider has the value of the last call only. Pass the account and the token as arguments, in entraAccessToken and registerGetUserDetails.",
  ).toEqual(["Ada Lovelace", "Grace Hopper", "Grace Hopper", "Ada Lovelace"]);
});

test("[3.5] tells accounts apart that have had the same user name", async () => {
  const ada = await signedIn();
  const [adas, graces] = [seed.users.ada, seed.users.grace].map(({ id }) => entra.directory.findUser(id));
  const { userPrincipalName } = seed.users.ada;
  Object.assign(adas ?? {}, { userPrincipalName: "ada.before@contoso.example" });
  Object.assign(graces ?? {}, { userPrincipalName });
  const grace = await signedIn({ ...seed.users.grace, userPrincipalName }, ada.issuer);
  const users = [await callMcp(ada.issuer, ada.accessToken), await callMcp(ada.issuer, grace.accessToken)];
  expect(
    users.map(({ user }) => user?.["displayName"]),
    "Grace was given the user name that Ada had before, and one of them was answered with the other's data. An administrator can give a user name to another user, but homeAccountId never changes. Find the account with getAccountByHomeId, in entraAccessToken.",
  ).toEqual(["Ada Lovelace", "Grace Hopper"]);
});

test("[3.5] gives no person's data to another after a restart", async () => {
  const store = createMemoryStore();
  const { accessToken } = await signedIn(seed.users.ada, await startServer({ store }));
  const issuer = await startNewProcess({ store });
  const grace = await signedIn(seed.users.grace, issuer);
  const { user } = await callMcp(issuer, accessToken);
  const own = await callMcp(issuer, grace.accessToken);
  expect(
    { ada: user?.["displayName"] ?? "Ada Lovelace", grace: own.user?.["displayName"] },
    "The server was started again, and Ada got Grace's data. MSAL's cache is empty after a restart, so it may not have the account of a session. Throw an error then, in entraAccessToken. Another account in the cache is another user's.",
  ).toEqual({ ada: "Ada Lovelace", grace: "Grace Hopper" });
});

test("[3.5] tells no token: in no answer, no error, no log and no store", async () => {
  const [logged, files] = [recordConsole(), recordFiles()];
  const { store, written } = openStore();
  const environment = new Set(Object.values(process.env));
  const { issuer, accessToken } = await signedIn(seed.users.ada, await startServer({ store }));
  const answer = await callMcp(issuer, accessToken);
  entra.revokeSessions(seed.users.ada.id);
  entra.expireAccessTokens();
  const error = await callMcp(issuer, accessToken);
  const hasToken = (text: string): boolean =>
    readingsOf(text).some((reading) => /eyJ\w|[01]\.AXYA/.test(reading) || reading.includes(accessToken));
  expect(
    {
      answer: hasToken(answer.text),
      error: hasToken(error.text),
      log: hasToken([...logged(), files()].join("\n")),
      environment: Object.values(process.env).some(
        (value = "") => !environment.has(value) && hasToken(value),
      ),
      store: readingsOf(written()).some((reading) => /eyJ[\w-]+\.eyJ|[01]\.AXYA/.test(reading)),
    },
    "A token is in the tool's answer, in its error, in the log, in a file, in process.env or in the store. Answers go to a model, and many people read logs and stores. Return Graph's answer or a sentence of your own, in registerGetUserDetails. Leave Entra's tokens in MSAL's cache, in entraAccessToken.",
  ).toEqual({ answer: false, error: false, log: false, environment: false, store: false });
});

test("[3.5] repeats no text of an error, in the answer or in the log", async () => {
  const [logged, files] = [recordConsole(), recordFiles()];
  const secret = "eyJhbGciOiJSUzI1NiJ9.of-an-error.0123456789";
  const message = `The request with ${secret} failed.`;
  let isGraphs = false;
  const aroundToken = async (next: () => Promise<string>): Promise<string> => {
    if (isGraphs) return next();
    throw new Error(message);
  };
  const { issuer, accessToken } = await signedIn(seed.users.ada, await startServer({ aroundToken }));
  const answers = [await callMcp(issuer, accessToken)];
  isGraphs = true;
  for (const status of [400, 403, 500]) {
    const fault = entra.faults.add({ endpoint: "graph-me", status, graphError: "badRequest", message });
    answers.push(await callMcp(issuer, accessToken));
    fault.remove();
  }
  expect(
    {
      areErrors: answers.map(({ isError }) => isError),
      answer: answers.some(({ text }) => text.includes(secret)),
      log: [...logged(), files()].some((line) => line.includes(secret)),
    },
    "An error of MSAL's or of Graph's whose text holds a token was repeated in the tool's answer, in the log or in a file, or the answer is not marked as an error. Errors of libraries quote requests. Return a sentence of your own with isError: true, and log the error's name or code, and not its text, in registerGetUserDetails.",
  ).toEqual({ areErrors: answers.map(() => true), answer: false, log: false });
});
