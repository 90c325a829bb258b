import { seed } from "@mcp-entra/mock-entra";
import { moveTime } from "@mcp-entra/workshop/attacks";
import { http, HttpResponse } from "msw";
import { expect, test } from "vitest";
import { useLaxEntra } from "./support/lax-entra.ts";
import { captureOutput, startSession } from "./support/session.ts";
import { holdsToken } from "./support/tokens.ts";

const entra = useLaxEntra();
const me = "https://graph.microsoft.com/v1.0/me";

test("[2.4] offers one tool, GetUserDetailsFromGraph", async () => {
  const { toolNames } = await startSession();
  expect(
    await toolNames(),
    "The MCP client does not find the tool by its name. Call server.registerTool with the name “GetUserDetailsFromGraph”, in registerGetUserDetailsFromGraph.",
  ).toEqual(["GetUserDetailsFromGraph"]);
});

test("[2.4] answers with the signed-in user as JSON", async () => {
  const { call } = await startSession();
  const { user, isError } = await call();
  expect(
    { isError, displayName: user?.["displayName"] },
    "The tool did not answer with Ada's profile. Acquire a token, send it to Microsoft Graph with GET /me, and return the user as text by JSON.stringify, in get-user-details-from-graph.ts.",
  ).toEqual({ isError: false, displayName: "Ada Lovelace" });
});

test("[2.4] answers with the user who has signed in", async () => {
  const { call, person } = await startSession();
  person.user = seed.users.grace;
  const { user } = await call();
  expect(
    user?.["displayName"],
    "Grace signed in, and the tool answered with another user. Ask Graph for /me with the token of this sign-in, in get-user-details-from-graph.ts. Write no user into the code.",
  ).toBe(seed.users.grace.displayName);
});

test("[2.4] answers with what Graph knows now", async () => {
  const { call } = await startSession();
  await call();
  const ada = entra.directory.findUser(seed.users.ada.id);
  if (ada !== undefined) ada.displayName = "Ada King";
  const { user } = await call();
  expect(
    user?.["displayName"],
    "Ada's name changed in the directory, and the tool still answered with the old name. Ask Graph at each call, and keep no answer, in get-user-details-from-graph.ts.",
  ).toBe("Ada King");
});

test("[2.4] goes on when the token has been renewed", async () => {
  const { call } = await startSession();
  await call();
  moveTime(2 * 60 * 60);
  const { user } = await call();
  expect(
    user?.["displayName"],
    "The first token expired after two hours, and the tool did not answer any more. It used the token of an earlier call: for example, you kept a Graph client that has this token. Acquire a token in each call, and make a new Graph client with it, in get-user-details-from-graph.ts.",
  ).toBe("Ada Lovelace");
});

test("[2.4] keeps two users apart who call at the same time", async () => {
  const { promise: bothHere, resolve } = Promise.withResolvers<void>();
  let here = 0;
  const aroundToken = async (next: () => Promise<string>): Promise<string> => {
    const token = await next();
    here += 1;
    if (here >= 2) resolve();
    await bothHere;
    return token;
  };
  const sessions = [await startSession({ aroundToken }), await startSession({ aroundToken })] as const;
  sessions[1].person.user = seed.users.grace;
  for (const { acquireToken } of sessions) await acquireToken();
  // If one call ends before it gets to the token, the other stops waiting for it.
  const answers = await Promise.all(sessions.map(async ({ call }) => call().finally(resolve)));
  expect(
    answers.map(({ user }) => user?.["displayName"]),
    "Two servers in one process were called at the same time, and one of them answered with the other one's user. A variable of the module has the token of the last call only. Pass the token as an argument, in get-user-details-from-graph.ts.",
  ).toEqual(["Ada Lovelace", "Grace Hopper"]);
});

/** The names that samples use for an argument with a token or a user. */
const usualNames = ["token", "accessToken", "access_token", "authorization", "userId", "user", "upn", "id"];

test("[2.4] believes the sign-in, and no argument", async () => {
  const grace = await startSession();
  grace.person.user = seed.users.grace;
  const { token } = await grace.acquireToken();
  const ada = await startSession();
  const names = await ada.argumentNames();
  const users: unknown[] = [];
  for (const value of [token, seed.users.grace.id, seed.users.grace.userPrincipalName]) {
    const given = Object.fromEntries([...usualNames, ...names].map((name) => [name, value]));
    users.push((await ada.call(given)).user?.["displayName"]);
  }
  expect(
    users,
    "The tool used a token or a user from its arguments in place of Ada's sign-in, or the call failed. An attacker can make a model send any argument, and would then act as another user. Ignore all arguments, and use only acquireToken and /me, in get-user-details-from-graph.ts.",
  ).toEqual(["Ada Lovelace", "Ada Lovelace", "Ada Lovelace"]);
});

test("[2.4] hands no token to the model", async () => {
  const { call, acquireToken } = await startSession();
  const { whole, user } = await call();
  const { token } = await acquireToken();
  expect(
    { isAnswered: user !== undefined, leak: holdsToken(whole, token) },
    "The access token, or a part of it, is in a message to the client: in the text of the result, in _meta or in structuredContent, in a log message of MCP, or in a resource. The client, the model and its provider read them. Return only Graph's answer, in get-user-details-from-graph.ts.",
  ).toEqual({ isAnswered: true, leak: false });
});

/** What is wrong with the answer to a failed call. */
function faultOf({ isError }: { isError: boolean }): string {
  return isError
    ? "the tool answered with no sentence, so the user does not learn what to do."
    : "the result is not marked as an error. The model would use it as the answer.";
}

test("[2.5] answers with a tool error when the person cancels", async () => {
  const { call, person, toolNames } = await startSession();
  person.cancels = true;
  const { isError, text } = await call();
  expect(
    { tools: (await toolNames()).length, isError, saysSomething: text.length > 10 },
    `The user cancelled the sign-in, and ${faultOf({ isError })} Catch the error, and return isError: true with a sentence, in get-user-details-from-graph.ts.`,
  ).toEqual({ tools: 1, isError: true, saysSomething: true });
});

test("[2.5] answers with a tool error when Graph refuses", async () => {
  const { call, toolNames } = await startSession();
  await call();
  const errors: boolean[] = [];
  for (const status of [401, 403, 404, 500]) {
    entra.faults.add({ endpoint: "graph-me", status, times: 1 });
    errors.push((await call()).isError);
  }
  expect(
    { tools: (await toolNames()).length, errors },
    "Microsoft Graph refused the request (401, 403, 404 or 500), and the result is not marked as an error. The model would use it as the answer. Return isError: true, in get-user-details-from-graph.ts. Microsoft's client throws an error. fetch does not, so look at response.ok.",
  ).toEqual({ tools: 1, errors: [true, true, true, true] });
});

test("[2.5] answers with a tool error when Graph cannot be reached", async () => {
  const { call, toolNames } = await startSession();
  entra.server.use(http.get(me, () => HttpResponse.error()));
  const { isError, text } = await call();
  expect(
    { tools: (await toolNames()).length, isError, saysSomething: text.length > 10 },
    `The network failed between your server and Graph, and ${faultOf({ isError })} Catch everything in the tool, and return isError: true with a sentence.`,
  ).toEqual({ tools: 1, isError: true, saysSomething: true });
});

test("[2.5] keeps the insides of an error to itself", async () => {
  const { stderr, written } = captureOutput({ debugging: false });
  const { call, toolNames, acquireToken, log } = await startSession();
  // Here Graph's message repeats the request, as some gateways do.
  entra.server.use(
    http.get(me, ({ request }) => {
      const message = `Rejected: ${request.headers.get("authorization")}`;
      return HttpResponse.json({ error: { code: "BadGateway", message } }, { status: 400 });
    }),
  );
  const { whole } = await call();
  const { token } = await acquireToken();
  expect(
    { tools: (await toolNames()).length, leak: holdsToken(whole, token) || /Bearer|Rejected/.test(whole) },
    "The tool's error, or a log message of MCP, repeats the text of another error, with the access token. The model and its provider read it. For each error, return a sentence of your own, in get-user-details-from-graph.ts.",
  ).toEqual({ tools: 1, leak: false });
  expect(
    holdsToken(log.join("\n"), token) || /Rejected/.test([...stderr, written()].join("\n")),
    "The error's message was logged, or written to stderr or to a file. It contains the access token. The client keeps what a server writes to stderr. Or a part of the token was logged. Give only the error's name to log, in the catch of get-user-details-from-graph.ts, and log no part of a token in authentication-service.ts.",
  ).toBe(false);
});

test("[2.5] keeps the insides of every error to itself, not only of Graph's", async () => {
  const secret = "eyJhbGciOiJSUzI1NiJ9.eyJvZiI6ImFuLWVycm9yIn0.0123456789";
  const aroundToken = async (): Promise<string> => {
    const cause = new Error(`Refused: ${secret}`);
    const fields = { code: secret, errorMessage: secret, body: secret, subError: secret };
    throw Object.assign(new Error(`The request with ${secret} failed.`, { cause }), fields);
  };
  const { stderr, written } = captureOutput();
  const { call, log } = await startSession({ aroundToken });
  const { whole, isError } = await call();
  const text = [...log, ...stderr, written()].join("\n");
  expect(
    { isError, answer: whole.includes(secret), log: text.includes(secret) },
    "An error's text contains a token, and the client or the log gets this text or the token: in the result, in a log message of MCP, in a resource, on stderr or in a file. Errors of libraries quote requests. Catch all errors, return a sentence of your own, and log only the error's name, in get-user-details-from-graph.ts. Log no token in authentication-service.ts.",
  ).toEqual({ isError: true, answer: false, log: false });
});

test("[2.5] gives up soon when Graph goes on refusing", async () => {
  const { call } = await startSession();
  await call();
  entra.faults.add({ endpoint: "graph-me", status: 401 });
  let asked = 0;
  entra.server.use(
    http.get(me, () => {
      asked += 1;
    }),
  );
  const { isError } = await call();
  expect(
    { isError, isSoon: asked <= 5 },
    "Graph refused each call, and the tool asked again and again. The user waits, and Graph then refuses requests for a longer time. Ask once, or once more with a new token, and then return isError: true, in get-user-details-from-graph.ts.",
  ).toEqual({ isError: true, isSoon: true });
});

test("[2.5] works again after a failure", async () => {
  const { call, person } = await startSession();
  person.cancels = true;
  await call();
  person.cancels = false;
  const { user } = await call();
  expect(
    user?.["displayName"],
    "After one cancelled sign-in, the tool did not work any more. Do not keep a failure: start a new sign-in at the next call, in acquireToken.",
  ).toBe("Ada Lovelace");
});

test("[2.5] shows nothing of an earlier answer when the sign-in has ended", async () => {
  const { call, person } = await startSession();
  await call();
  entra.revokeSessions(seed.users.ada.id);
  entra.expireAccessTokens();
  person.cancels = true;
  const { isError, whole } = await call();
  expect(
    { isError, shown: whole.includes("Ada Lovelace") },
    "Ada's sign-in has ended, and the tool still showed her profile from an earlier call. Another person may use the machine now. Return an error, and nothing from an earlier call, in get-user-details-from-graph.ts.",
  ).toEqual({ isError: true, shown: false });
});
