import { seed } from "@mcp-entra/mock-entra";
import { moveTime, readingsOf, recordConsole } from "@mcp-entra/workshop/attacks";
import { beforeEach, expect, test } from "vitest";
import { useEntra } from "./support/entra.ts";
import { callTool, startServer } from "./support/test-server.ts";
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
    "getUserDetails did not answer with Ada's profile. Graph takes only tokens that are made for Graph. Trade the caller's token for one: acquireTokenOnBehalfOf({ oboAssertion: token, scopes: graphScopes }), in openGraphTokens.",
  ).toEqual({ status: 200, displayName: "Ada Lovelace" });
});

test("[5.8] acts for the user, and not for the server", async () => {
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
    "Graph was not asked in Ada's name. A token of the server's own (client credentials) shows each caller what the server may see. On behalf of Ada, Graph decides what she may see. Use acquireTokenOnBehalfOf, in openGraphTokens.",
  ).toEqual({ isError: false, hasPeople: true, user: seed.users.ada.id, scopes: "string" });
});

test("[5.8] keeps users apart who call at the same time", async () => {
  const server = await startServer();
  const { ada, grace, alan } = seed.users;
  const people = [ada, grace, alan, grace, ada, alan, ada];
  const tokens = await Promise.all(people.map(async ({ id }) => entra.forge.valid({ ...ofAda, user: id })));
  const answers = await Promise.all(tokens.map(async (token) => callTool(server, token)));
  const again = await callTool(server, tokens[1] ?? "");
  expect(
    [...answers, again].map(({ value }) => value["displayName"]),
    "Several users have called at the same time, and one was answered with another one's profile. Keep Graph's token by the caller's token, and in no variable that two calls share, in openGraphTokens.",
  ).toEqual([...people, grace].map(({ displayName }) => displayName));
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
    "Grace was given the user name that Ada had before, and one of them was answered with the other's profile. User names change hands. Keep Graph's token by the caller's token, in openGraphTokens.",
  ).toEqual([ada.displayName, grace.displayName]);
});

test("[5.8] asks Entra once for calls with one token", async () => {
  const server = await startServer();
  const token = await entra.forge.valid(ofAda);
  const answers = [];
  for (let call = 0; call < 4; call += 1) answers.push(await callTool(server, token));
  expect(
    { names: new Set(answers.map(({ value }) => value["displayName"])), exchanges: exchanges() },
    "Four calls came with one token, and Entra was not asked exactly once. Each exchange takes time, and Entra limits how many you may make. Keep Graph's token until shortly before it ends, in openGraphTokens.",
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
  await Promise.all(together.map(async (token) => callTool(server, token)));
  expect(
    exchanges(),
    "Ada came with five tokens, of two clients, two of them at the same time, and Entra was not asked for each. Entra decides by the token: it refuses one whose user was signed out, or whose client a policy forbids. A token for Graph that is kept by user goes past that. Keep it by the hash of the caller's whole token, in openGraphTokens.",
  ).toBe(5);
});

test("[5.8] keeps no more tokens than it is told to", async () => {
  const server = await startServer({ keptTokens: 3 });
  const ada = entra.directory.users.find(({ id }) => id === seed.users.ada.id);
  const people = Array.from({ length: 8 }, (_, index) => {
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
  expect(
    {
      first,
      keepsTheLast: afterLast === first,
      keepsAtMostThree: exchanges() - afterLast >= tokens.length - 3,
    },
    "keptTokens is 3, eight tokens came, and more than three tokens for Graph were kept, or the newest was not. Each client brings a new token each hour: what only grows ends when the memory ends. Drop the oldest when there are too many, in openGraphTokens.",
  ).toEqual({ first: 8, keepsTheLast: true, keepsAtMostThree: true });
});

test("[5.8] gets a new token when Graph's has expired", async () => {
  const server = await startServer();
  const token = await entra.forge.valid(ofAda);
  await callTool(server, token);
  moveTime(660);
  const { status, value } = await callTool(server, token);
  expect(
    { status, displayName: value["displayName"] },
    "Graph's token had expired, the caller's had not, and the tool failed. Graph's token has an end of its own (expiresOn): keep that with it, and ask Entra anew after it, in openGraphTokens.",
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
    "Entra did not answer once, and the next call with the same token fails as well although Entra answers again. Keep what has come, and not the promise of it, in openGraphTokens.",
  ).toEqual({ status: 200, displayName: "Ada Lovelace" });
});

test("[5.8] gives no earlier token where Entra refuses", async () => {
  const server = await startServer();
  await callTool(server, await entra.forge.valid(ofAda));
  entra.faults.add({ endpoint: "token", aadsts: 50173 });
  const { value } = await callTool(server, await entra.forge.valid(ofAda));
  expect(
    value["displayName"],
    "Entra has refused to trade Ada's token, because she was signed out, and her profile came all the same: by a token for Graph that was kept from an earlier call. Let the error through, in openGraphTokens.",
  ).toBeUndefined();
});

test("[5.8] tells no token: in no answer and no log", async () => {
  const written = recordConsole();
  const server = await startServer();
  const token = await entra.forge.valid(ofAda);
  const answers = [await callTool(server, token), await callTool(server, token, "listDirectoryUsers")];
  entra.faults.add({ endpoint: "token", aadsts: 50173 });
  answers.push(await callTool(server, await entra.forge.valid(ofAda)));
  const texts = [...answers.flatMap(({ text, challenge }) => [text, challenge]), ...server.log, ...written()];
  const signs = [/eyJ\w/, new RegExp(api.secret), /oboAssertion|client_assertion/];
  expect(
    texts.flatMap(readingsOf).some((text) => signs.some((sign) => sign.test(text))),
    "A token or the server's secret stands in an answer or in the log, as it is or encoded. Answers go to a model, and many people read logs. Return Graph's token to the tool only, and log no request, in openGraphTokens.",
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
    "Something in the tool's arguments was believed in place of the token. A model can be talked into any argument. Take the user's token from the caller, in openGraphTokens.",
  ).toEqual(others.map(() => "Ada Lovelace"));
});
