import { seed } from "@mcp-entra/mock-entra";
import { expect, test } from "vitest";
import { useEntra } from "./support/entra.ts";
import { callTool, knock, startServer, fatesOf } from "./support/test-server.ts";
import { api, client, ofAda, otherClient, tokenWith } from "./support/tokens.ts";

const entra = useEntra();

test("[5.5] lets a user's token in", async () => {
  const { fate } = await knock(await startServer(), await entra.forge.valid(ofAda));
  expect(
    fate,
    "The access token of a user is refused. It has oid, the user's object ID, and scp, the scopes in one text with spaces between them. Return them as toCaller's type says.",
  ).toBe("let in");
});

test("[5.5] refuses an application's own token", async () => {
  const roles = [undefined, ["Directory.Reader"], ["tools.read"]];
  const principal = entra.directory.findServicePrincipal(client.appId)?.id;
  const own = { oid: principal, sub: principal, scp: undefined, name: undefined };
  const tokens = [
    await entra.forge.appOnly(ofAda),
    ...(await Promise.all(roles.map(async (each) => tokenWith(entra, { ...own, roles: each })))),
    await tokenWith(entra, { ...own, roles: ["Directory.Reader"], idtyp: "app" }),
  ];
  expect(
    await fatesOf(await startServer(), tokens),
    "An application's own token was let in: no user is signed in, and there is no user to act for. Each application of the tenant gets such a token when it asks. A user's token has scp. Ask for it, in toCaller; roles do not replace it.",
  ).toEqual([401]);
});

test("[5.5] refuses an id token", async () => {
  const tokens = [
    await entra.forge.idTokenAsAccessToken(ofAda),
    await tokenWith(entra, { scp: undefined, nonce: "of-a-client", email: seed.users.ada.userPrincipalName }),
  ];
  expect(
    await fatesOf(await startServer(), tokens),
    "An id token was let in. It tells a client who has signed in, and it permits nothing. An access token of a user has scp: ask for it, in toCaller.",
  ).toEqual([401]);
});

test("[5.5] refuses a token that names no user", async () => {
  const tokens = await Promise.all([
    ...[undefined, null, ""].map(async (oid) => tokenWith(entra, { oid })),
    ...[undefined, null].map(async (scp) => tokenWith(entra, { scp })),
  ]);
  expect(
    await fatesOf(await startServer(), tokens),
    "A token without an oid or an scp was let in, or was answered with something else than 401. String(undefined) is a name like any other: two callers would share it. Ask whether the claim is there before you use it, in toCaller.",
  ).toEqual([401]);
});

test("[5.5] names users by their object ID", async () => {
  const server = await startServer();
  const { ada, grace } = seed.users;
  await callTool(server, await entra.forge.valid(ofAda));
  const [adas, graces] = [ada, grace].map(({ id }) => entra.directory.findUser(id));
  Object.assign(adas ?? {}, { userPrincipalName: "ada.before@contoso.example" });
  Object.assign(graces ?? {}, { userPrincipalName: ada.userPrincipalName, mail: ada.userPrincipalName });
  await callTool(server, await entra.forge.valid({ ...ofAda, user: grace.id }));
  const { userPrincipalName } = grace;
  const names = { email: userPrincipalName, upn: userPrincipalName, unique_name: userPrincipalName };
  await callTool(server, await tokenWith(entra, { ...names, preferred_username: userPrincipalName }));
  const named = server.log.flatMap((line) => /user: ([^,\s]+)/.exec(line)?.[1] ?? []);
  expect(
    named,
    "Grace was given the user name that Ada had before, or Ada has written Grace's mail address into her account, and the log does not tell them apart. User names and mail addresses change hands, sub differs in each application, and oid never changes. Make userId from oid, in toCaller.",
  ).toEqual([ada.id, grace.id, ada.id]);
});

test("[5.5] names the client that has got the token", async () => {
  const server = await startServer();
  await callTool(server, await entra.forge.valid(ofAda));
  await callTool(server, await entra.forge.valid({ ...ofAda, client: otherClient.appId }));
  const named = server.log.flatMap((line) => /client: (\S+)/.exec(line)?.[1] ?? []);
  expect(
    named,
    "Two clients have called, and the log does not name each of them. After an incident you have to know which client it was. Make clientId from azp, in toCaller; aud is this API.",
  ).toEqual([client.appId, otherClient.appId]);
});

test("[5.5] hands on each scope of the token", async () => {
  const scopes = [api.scopes.mailSend, api.scopes.toolsRead];
  const { status } = await callTool(await startServer(), await entra.forge.valid({ ...ofAda, scopes }));
  expect(
    status === 403,
    "A token with the scopes “mail.send tools.read” does not open getUserDetails, which needs tools.read. scp is one text with spaces between the names: take it apart, in toCaller.",
  ).toBe(false);
});
