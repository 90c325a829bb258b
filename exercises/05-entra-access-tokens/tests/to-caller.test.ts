import { seed } from "@mcp-entra/mock-entra";
import { expect, test } from "vitest";
import { useEntra } from "./support/entra.ts";
import { callTool, knock, startServer, fatesOf } from "./support/test-server.ts";
import { api, client, ofAda, otherClient, tokenWith } from "./support/tokens.ts";

const entra = useEntra({ tokensEnd: "late" });

test("[5.5] lets a user's token in", async () => {
  const { fate } = await knock(await startServer(), await entra.forge.valid(ofAda));
  expect(
    fate,
    "The server refuses the access token of a user. The token has oid, the user's object ID, and scp, the scopes in one text with spaces between them. Return them in the form of toCaller's type.",
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
    "The server accepted an application's own token. No user has signed in for it. Each application of the tenant can get such a token. A user's token has scp: refuse a token without scp, also if it has roles, in toCaller.",
  ).toEqual([401]);
});

test("[5.5] refuses an id token", async () => {
  const tokens = [
    await entra.forge.idTokenAsAccessToken(ofAda),
    await tokenWith(entra, { scp: undefined, nonce: "of-a-client", email: seed.users.ada.userPrincipalName }),
  ];
  expect(
    await fatesOf(await startServer(), tokens),
    "The server accepted an ID token. An ID token tells a client who has signed in, and permits nothing. A user's access token has scp: refuse a token without scp, in toCaller.",
  ).toEqual([401]);
});

test("[5.5] refuses a token that names no user", async () => {
  const tokens = await Promise.all([
    ...[undefined, null, ""].map(async (oid) => tokenWith(entra, { oid })),
    ...[undefined, null].map(async (scp) => tokenWith(entra, { scp })),
  ]);
  expect(
    await fatesOf(await startServer(), tokens),
    "The server accepted a token without oid or scp, or its answer was not 401. String(undefined) is the text “undefined”, and two callers would share this name. Check that the claim is there before you use it, in toCaller.",
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
    "The log has one user ID for two users, or two user IDs for one. Grace has the user name that Ada had before, or Ada has Grace's mail address in her account. An administrator can give a user name to another user, and sub is different for each application. oid never changes. Use oid as userId, in toCaller, and keep no caller, in protectMcp.",
  ).toEqual([ada.id, grace.id, ada.id]);
});

test("[5.5] names the client that has got the token", async () => {
  const server = await startServer();
  await callTool(server, await entra.forge.valid(ofAda));
  await callTool(server, await entra.forge.valid({ ...ofAda, client: otherClient.appId }));
  const named = server.log.flatMap((line) => /client: (\S+)/.exec(line)?.[1] ?? []);
  expect(
    named,
    "Two clients called, and the log does not name both. After an attack, you have to know which client it was. Use azp as clientId, in toCaller. aud is this API.",
  ).toEqual([client.appId, otherClient.appId]);
});

test("[5.5] hands on each scope of the token", async () => {
  const scopes = [api.scopes.mailSend, api.scopes.toolsRead];
  const { status } = await callTool(await startServer(), await entra.forge.valid({ ...ofAda, scopes }));
  expect(
    status === 403,
    "A token with the scopes “mail.send tools.read” cannot call getUserDetails, which needs tools.read. scp is one text with spaces between the names. Split it, in toCaller.",
  ).toBe(false);
});
