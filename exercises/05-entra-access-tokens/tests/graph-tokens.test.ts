import { seed } from "@mcp-entra/mock-entra";
import {
  foreignEnvironment,
  moveTime,
  readingsOf,
  recordConsole,
  recordFiles,
} from "@mcp-entra/workshop/attacks";
import { beforeEach, expect, test } from "vitest";
import { useEntra } from "./support/entra.ts";
import { callTool, knock, startServer } from "./support/test-server.ts";
import { api, client, ofAda, otherClient } from "./support/tokens.ts";

const entra = useEntra();
const exchanges = (): number => entra.trace.entries().filter(({ endpoint }) => endpoint === "token").length;

// Graph's tokens expire before the clients' tokens, so that the tests see whether they are renewed.
beforeEach(() => {
  entra.setLifetimes(api.appId, { accessTokenSeconds: 600 });
  entra.setLifetimes(client.appId, { accessTokenSeconds: 3_600 });
});

test("[5.8] answers with the user whose token it is", async () => {
  const { status, value } = await callTool(await startServer(), await entra.forge.valid(ofAda));
  expect(
    { status, displayName: value["displayName"] },
    "getUserDetails did not answer with Ada's profile. Graph accepts only tokens for Graph. Exchange the caller's token for one: acquireTokenOnBehalfOf({ oboAssertion: token, scopes: graphScopes }), in openGraphTokens.",
  ).toEqual({ status: 200, displayName: "Ada Lovelace" });
});

test("[5.8] acts for the user, and not for the server", async () => {
  foreignEnvironment();
  const { isError, value } = await callTool(
    await startServer(),
    await entra.forge.valid(ofAda),
    "listDirectoryUsers",
  );
  const presented = entra.trace.entries().findLast(({ endpoint }) => endpoint === "graph-users")?.presented;
  expect(
    {
      isError,
      hasPeople: Array.isArray(value["value"]),
      user: presented?.["oid"],
      scopes: typeof presented?.["scp"],
    },
    "The server did not ask Graph on behalf of Ada. With a token of the server itself (client credentials), each caller sees what the server may see. With a token on behalf of Ada, Graph shows only what Ada may see. Use acquireTokenOnBehalfOf, with the ID, the secret and the tenant of the options, and none of process.env, in openGraphTokens.",
  ).toEqual({ isError: false, hasPeople: true, user: seed.users.ada.id, scopes: "string" });
});

test("[5.8] keeps users apart who call at the same time", async () => {
  const server = await startServer();
  const { ada, grace, alan } = seed.users;
  const people = [ada, grace, alan, grace, ada];
  const tokens = await Promise.all(people.map(async ({ id }) => entra.forge.valid({ ...ofAda, user: id })));
  const answers = await Promise.all(tokens.map(async (token) => callTool(server, token)));
  // Each of them once more: a token that was kept for all is the token of the call that ended last.
  const again = [];
  for (const token of tokens) again.push(await callTool(server, token));
  expect(
    [...answers, ...again].map(({ value }) => value["displayName"]),
    "Several users called at the same time, and one got another user's profile. Keep Graph's token under the caller's token, and not in a variable that two calls share, in openGraphTokens.",
  ).toEqual([...people, ...people].map(({ displayName }) => displayName));
});

test("[5.8] tells accounts apart that have had the same user name", async () => {
  const server = await startServer();
  const { ada, grace } = seed.users;
  const first = await callTool(server, await entra.forge.valid(ofAda));
  const [adas, graces] = [ada, grace].map(({ id }) => entra.directory.findUser(id));
  Object.assign(adas ?? {}, { userPrincipalName: "ada.before@contoso.example" });
  Object.assign(graces ?? {}, { userPrincipalName: ada.userPrincipalName });
  const second = await callTool(server, await entra.forge.valid({ ...ofAda, user: grace.id }));
  expect(
    [first, second].map(({ value }) => value["displayName"]),
    "Grace has the user name that Ada had before, and one of them got the other's profile. An administrator can give a user name to another user. Keep Graph's token under the caller's token, in openGraphTokens.",
  ).toEqual([ada.displayName, grace.displayName]);
});

test("[5.8] asks Entra once for calls with one token", async () => {
  const server = await startServer();
  const token = await entra.forge.valid(ofAda);
  const answers = [];
  for (let call = 0; call < 4; call += 1) answers.push(await callTool(server, token));
  expect(
    { names: new Set(answers.map(({ value }) => value["displayName"])), exchanges: exchanges() },
    "A client called four times with one token, and the server did not exchange it exactly once. Each exchange takes time, and Entra limits the number of exchanges. Keep Graph's token until shortly before its end, in openGraphTokens.",
  ).toEqual({ names: new Set(["Ada Lovelace"]), exchanges: 1 });
});

test("[5.8] asks Entra anew for another token of the same user", async () => {
  const server = await startServer();
  await callTool(server, await entra.forge.valid(ofAda));
  await callTool(server, await entra.forge.valid({ ...ofAda, client: otherClient.appId }));
  await callTool(server, await entra.forge.valid(ofAda));
  const together = [
    await entra.forge.valid(ofAda),
    await entra.forge.valid({ ...ofAda, client: otherClient.appId }),
  ];
  const { release } = entra.holdTokenEndpoint();
  const before = server.arrivals();
  const answers = together.map(async (token) => callTool(server, token));
  await expect.poll(() => server.arrivals(), { timeout: 10_000 }).toBe(before + together.length);
  // Entra answers only when both calls have come to their exchange: the server has answered twenty later requests meanwhile.
  for (let later = 0; later < 20; later += 1) await knock(server, together[0]);
  release();
  await Promise.all(answers);
  expect(
    exchanges(),
    "Two clients called with five tokens of Ada, two of them at the same time, and the server did not exchange each of them. Entra decides for each token: it refuses one if its user was signed out, or if a policy forbids its client. If you keep Graph's token by user, or share one exchange between two tokens, Entra cannot refuse. Keep it under the hash of the caller's whole token, in openGraphTokens.",
  ).toBe(5);
});

test("[5.8] keeps no more tokens than it is told to", async () => {
  const server = await startServer({ keptTokens: 2 });
  const ada = entra.directory.users.find(({ id }) => id === seed.users.ada.id);
  const people = Array.from({ length: 5 }, (_, index) => {
    const userPrincipalName = `person${index}@${seed.tenant.domain}`;
    return entra.directory.addUser(Object.assign({}, ada, { id: crypto.randomUUID(), userPrincipalName }));
  });
  const tokens = await Promise.all(people.map(async ({ id }) => entra.forge.valid({ ...ofAda, user: id })));
  for (const token of tokens) await callTool(server, token);
  const first = exchanges();
  const last = tokens.at(-1) ?? "";
  await callTool(server, last);
  const afterLast = exchanges();
  for (const token of tokens) await callTool(server, token);
  const keepsAtMostTwo = exchanges() - afterLast >= tokens.length - 2;
  const withoutMemory = await startServer({ keptTokens: 0 });
  const before = exchanges();
  for (let call = 0; call < 2; call += 1) await callTool(withoutMemory, last);
  expect(
    {
      first,
      keepsTheLast: afterLast === first,
      keepsAtMostTwo,
      keepsNone: exchanges() - before === 2,
    },
    "keptTokens is 2, clients called with five tokens, and the server kept more than two tokens for Graph, or not the newest. Each client has a new token each hour, so the memory would be full one day. Remove the oldest if there are too many, in openGraphTokens. MSAL's own cache counts, too: make a new application for each exchange. If keptTokens is 0, keep none.",
  ).toEqual({ first: 5, keepsTheLast: true, keepsAtMostTwo: true, keepsNone: true });
});

test("[5.8] gets a new token when Graph's has expired", async () => {
  moveTime(0);
  const server = await startServer();
  const token = await entra.forge.valid(ofAda);
  await callTool(server, token);
  // Its use does not make it last longer.
  moveTime(330);
  await callTool(server, token);
  moveTime(275);
  const { status, value } = await callTool(server, token);
  expect(
    { status, displayName: value["displayName"] },
    "Graph's token expired before the caller's token, and the tool failed. Graph's token has its own end (expiresOn), which no call extends. Keep this time with the token, and exchange again after it, in openGraphTokens.",
  ).toEqual({ status: 200, displayName: "Ada Lovelace" });
});

test("[5.8] keeps no failure", async () => {
  const server = await startServer();
  const token = await entra.forge.valid(ofAda);
  const fault = entra.faults.add({ endpoint: "token", status: 503 });
  await callTool(server, token);
  fault.remove();
  const { status, value } = await callTool(server, token);
  expect(
    { status, displayName: value["displayName"] },
    "Entra did not answer once. It answers again now, and the next call with the same token still fails. Keep only a token that you have received, and no failed promise, in openGraphTokens.",
  ).toEqual({ status: 200, displayName: "Ada Lovelace" });
});

test("[5.8] gives no earlier token where Entra refuses", async () => {
  const server = await startServer();
  await callTool(server, await entra.forge.valid(ofAda));
  entra.faults.add({ endpoint: "token", aadsts: 50173 });
  const { value } = await callTool(server, await entra.forge.valid(ofAda));
  expect(
    value["displayName"],
    "Ada was signed out, and Entra refused to exchange her token. The tool still answered with her profile, by a token for Graph from an earlier call. Do not catch Entra's error, in openGraphTokens.",
  ).toBeUndefined();
});

test("[5.8] tells no token: in no answer and no log", async () => {
  const [written, files] = [recordConsole(), recordFiles()];
  const environment = new Set(Object.values(process.env));
  const server = await startServer();
  const token = await entra.forge.valid(ofAda);
  const answers = [await callTool(server, token), await callTool(server, token, "listDirectoryUsers")];
  entra.faults.add({ endpoint: "token", aadsts: 50173 });
  answers.push(await callTool(server, await entra.forge.valid(ofAda)));
  const texts = [
    ...answers.flatMap(({ text, headers }) => [text, headers]),
    ...server.log,
    ...written(),
    files(),
  ];
  texts.push(...Object.values(process.env).flatMap((value = "") => (environment.has(value) ? [] : [value])));
  const signs = [/eyJ\w/, new RegExp(api.secret), /oboAssertion|client_assertion/];
  expect(
    texts.flatMap(readingsOf).some((text) => signs.some((sign) => sign.test(text))),
    "A token or the server's secret is in an answer, in its headers, in the log, in a file or in process.env, as plain text or encoded. Answers go to a model, and many people read logs. Return Graph's token only to the tool, and log no request, in openGraphTokens. Set no cookie, in protectMcp.",
  ).toBe(false);
});

test("[5.8] believes the token, not the arguments", async () => {
  const server = await startServer();
  const { grace } = seed.users;
  const others = [await entra.forge.valid({ ...ofAda, user: grace.id }), grace.id, grace.userPrincipalName];
  const names = ["token", "accessToken", "access_token", "user", "userId", "oid"];
  const answers = [];
  for (const value of others) {
    const args = Object.fromEntries(names.map((name) => [name, value]));
    answers.push(await callTool(server, await entra.forge.valid(ofAda), "getUserDetails", args));
  }
  expect(
    answers.map(({ value }) => value["displayName"]),
    "The tool trusted one of its arguments in place of the token. An attacker can make a model send any argument. Take the user's token from the caller, in openGraphTokens.",
  ).toEqual(others.map(() => "Ada Lovelace"));
});
