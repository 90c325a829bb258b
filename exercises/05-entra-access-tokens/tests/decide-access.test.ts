import { seed } from "@mcp-entra/mock-entra";
import { foreignEnvironment } from "@mcp-entra/workshop/attacks";
import { expect, test } from "vitest";
import { useEntra } from "./support/entra.ts";
import { callTool, inChallenge, startServer, type TestServer } from "./support/test-server.ts";
import { api, ofAda, tokenWith } from "./support/tokens.ts";

const entra = useEntra();
const { toolsRead, directoryRead } = api.scopes;
const list = "listDirectoryUsers";
const fullName = (scope: string): string => `${api.resource}/${scope}`;

test("[5.7] runs a tool for a user who has the scope and the role", async () => {
  expect(
    await isDenied(await startServer(), await entra.forge.valid(ofAda)),
    "Ada has the scope directory.read and the role Directory.Reader, and listDirectoryUsers refuses her. Compare rule.scope with the caller's scopes, and rule.role with the caller's roles, in decideAccess.",
  ).toBe(false);
});

test("[5.7] asks for a missing scope, and for those that the client has", async () => {
  const token = await entra.forge.valid({ ...ofAda, scopes: [toolsRead] });
  const answer = await callTool(await startServer(), token, list);
  expect(
    {
      status: answer.status,
      error: inChallenge(answer, "error"),
      scopes: inChallenge(answer, "scope")?.split(" ").toSorted(),
    },
    "A client without the scope directory.read needs the answer 403 insufficient_scope, with all scopes for its next token: the scopes that it has, and the missing one. With the missing scope alone, it would lose the others. Return scopes-missing, in decideAccess.",
  ).toEqual({
    status: 403,
    error: "insufficient_scope",
    scopes: [toolsRead, directoryRead].map(fullName).toSorted(),
  });
});

test("[5.7] asks for a scope where the token has none of yours", async () => {
  const server = await startServer();
  const answers = [];
  for (const scope of [
    "mail.send",
    "openid",
    "User.Read",
    "access_as_user",
    "user_impersonation",
    ".default",
  ])
    answers.push(await callTool(server, await entra.forge.valid({ ...ofAda, scopes: [scope] })));
  expect(
    [...new Set(answers.map(({ status }) => status))],
    "A client called getUserDetails with a token that has none of your scopes. Each tool needs its own scope. Compare it, in decideAccess.",
  ).toEqual([403]);
});

test("[5.7] answers with a tool error where the user lacks the role", async () => {
  foreignEnvironment();
  const token = await entra.forge.valid({ ...ofAda, user: seed.users.alan.id });
  const { status, isError, value, challenge } = await callTool(await startServer(), token, list);
  expect(
    { status, isError, people: value["value"], challenge },
    "Alan has no role, and the answer is not an error of the tool. After 401 or 403, his client would get a new token with the same roles, again and again. Return tool-error, and say who can help, in decideAccess.",
  ).toEqual({ status: 200, isError: true, people: undefined, challenge: "" });
});

test("[5.7] says who can give the role", async () => {
  const token = await entra.forge.valid({ ...ofAda, user: seed.users.alan.id });
  const { said } = await callTool(await startServer(), token, list);
  expect(
    /administrator|Directory\.Reader/i.test(said),
    "Alan lacks a role, and the tool does not say which role it is, or who can assign it. The model tells Alan this sentence. Name the role or the administrator, in decideAccess.",
  ).toBe(true);
});

/** The results of calls with Ada's token and other permissions. */
async function fatesOf(permissions: readonly { scp?: string; roles?: unknown }[]) {
  const server = await startServer();
  const fates = new Set<string>();
  for (const { scp = "tools.read directory.read", ...rest } of permissions) {
    const token = await tokenWith(entra, { scp, roles: undefined, ...rest });
    fates.add((await isDenied(server, token)) ? "denied" : "allowed");
  }
  return [...fates];
}

/** Whether the tool did not run: no request went to Entra or Graph. */
async function isDenied(server: TestServer, token: string, name = list): Promise<boolean> {
  const before = asked();
  await callTool(server, token, name);
  return asked() === before;
}

function asked(): number {
  return entra.trace.entries().filter(({ endpoint }) => /^(?:token|graph-)/.test(endpoint)).length;
}

test("[5.7] takes no scope for a role, and no role for a scope", async () => {
  const confused = [
    { scp: "tools.read directory.read Directory.Reader" },
    { scp: "tools.read", roles: ["directory.read", "Directory.Reader"] },
    { scp: "Directory.Reader", roles: ["directory.read"] },
  ];
  expect(
    await fatesOf(confused),
    "The server accepted a scope as a role, or a role as a scope. A client asks for a scope, and its user consents. Only an administrator assigns a role. Compare rule.scope with scopes only, and rule.role with roles only, in decideAccess. Take scopes from scp only, and roles from roles only, in toCaller.",
  ).toEqual(["denied"]);
});

test("[5.7] compares whole roles", async () => {
  const names = [
    "Directory.Reader.Limited",
    "Directory",
    "No.Directory.Reader",
    "Directory.ReaderX",
    "Directory Reader",
    "directory.reader",
    "DIRECTORY.READER",
  ];
  // Roles that sound like more.
  const more = ["Directory.Writer", "Directory.Admin", "Directory.ReadWrite", "Directory.*", "*"];
  more.push("Admin", "admin", "Administrator", "Global Administrator", "Owner", "User");
  expect(
    await fatesOf([{ roles: [...names, ...more] }, ...names.map((name) => ({ roles: [name] }))]),
    "The server accepted a role that is only similar to Directory.Reader. A user with a smaller role would have this one, too. Compare whole names, in decideAccess.",
  ).toEqual(["denied"]);
});

test("[5.7] compares whole scopes", async () => {
  const roles = ["Directory.Reader"];
  const names = ["directory.read.limited", "no.directory.read", "directory", "xdirectory.read"];
  // Scopes that sound like more, and one of another API.
  const more = [
    "directory.write",
    "directory.readwrite",
    "directory.read.all",
    "directory.*",
    "*",
    "admin",
    "all",
  ];
  more.push("Directory.Read", "api://another/directory.read", "https://graph.microsoft.com/directory.read");
  expect(
    await fatesOf([...names, more.join(" ")].map((name) => ({ scp: `tools.read ${name}`, roles }))),
    "The server accepted a scope that is only similar to directory.read. So a client can do more than its user permitted. Compare whole names with the list that toCaller makes of scp, in decideAccess.",
  ).toEqual(["denied"]);
});

test("[5.7] takes roles from the claim roles only, and only from a list", async () => {
  const role = "Directory.Reader";
  const claims = [
    { wids: [role] },
    { groups: [role] },
    { role: [role] },
    { roles: `${role}.Limited` },
    { roles: { [role]: true, 0: role, length: 1 } },
    { roles: [[role]] },
    { roles: [], app_roles: [role] },
  ];
  expect(
    await fatesOf(claims),
    "The server took a role from another claim than roles, or from a text in place of a list. Groups and directory roles (wids) are assigned by other people, for other purposes. In a text, includes() finds parts of names. Take roles only from a list of texts, in toCaller, and compare them in decideAccess.",
  ).toEqual(["denied"]);
});

test("[5.7] decides for each user anew", async () => {
  const server = await startServer();
  const { ada, alan, grace } = seed.users;
  const people = [ada, alan, grace, ada, alan];
  const tokens = await Promise.all(people.map(async ({ id }) => entra.forge.valid({ ...ofAda, user: id })));
  tokens.push(await entra.forge.valid({ ...ofAda, scopes: [toolsRead] }));
  tokens.push(await tokenWith(entra, { scp: `${toolsRead} ${directoryRead}`, roles: ["Auditor"] }));
  const denials: boolean[] = [];
  for (const token of tokens) denials.push(await isDenied(server, token));
  expect(
    denials,
    "Several users called, and one could do what the role of another user permits, or what an earlier token permitted. Decide for the caller of this call, and keep nothing, in decideAccess and toCaller.",
  ).toEqual([false, true, true, false, true, true, true]);
});

test("[5.7] asks for no role where a tool needs none", async () => {
  const token = await entra.forge.valid({ ...ofAda, user: seed.users.alan.id });
  expect(
    await isDenied(await startServer(), token, "getUserDetails"),
    "getUserDetails needs no role, and the server refuses Alan, who has no role. For a rule without a role, check only the scope, in decideAccess.",
  ).toBe(false);
});
