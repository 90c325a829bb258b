import { seed } from "@mcp-entra/mock-entra";
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
    "Ada has the scope directory.read and the role Directory.Reader, and listDirectoryUsers refuses her. Compare rule.scope with the caller's scopes and rule.role with the caller's roles, in decideAccess.",
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
    "A client without directory.read has to get 403 insufficient_scope with all scopes that its next token needs: those that it has, and the missing one. With the missing one alone it would lose the others. Return scopes-missing, in decideAccess.",
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
    "A client whose user has permitted something else called getUserDetails. Each tool needs its own scope, also the smallest: compare it in decideAccess.",
  ).toEqual([403]);
});

test("[5.7] answers with a tool error where the user lacks the role", async () => {
  const token = await entra.forge.valid({ ...ofAda, user: seed.users.alan.id });
  const { status, isError, value, challenge } = await callTool(await startServer(), token, list);
  expect(
    { status, isError, people: value["value"], challenge },
    "Alan has no role, and the answer is not an error of the tool. With 401 or 403 his client would ask for a new token, which has the same roles, and so on without end. Return tool-error and say who can help, in decideAccess.",
  ).toEqual({ status: 200, isError: true, people: undefined, challenge: "" });
});

test("[5.7] says who can give the role", async () => {
  const token = await entra.forge.valid({ ...ofAda, user: seed.users.alan.id });
  const { said } = await callTool(await startServer(), token, list);
  expect(
    /administrator|Directory\.Reader/i.test(said),
    "Alan lacks a role, and the tool does not say which one, or who can give it. A model repeats this sentence to him: name the role or the administrator, in decideAccess.",
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
    "A scope was taken for a role, or a role for a scope. A client asks for scopes by itself, and a user consents; a role comes from the organization. Compare rule.scope with scopes only, and rule.role with roles only, in decideAccess.",
  ).toEqual(["denied"]);
});

test("[5.7] compares whole roles", async () => {
  const names = [
    "Directory.Reader.Limited",
    "Directory",
    "No.Directory.Reader",
    "Directory.ReaderX",
    "Directory Reader",
  ];
  expect(
    await fatesOf([{ roles: names }, ...names.map((name) => ({ roles: [name] }))]),
    "A role that only looks like Directory.Reader was taken for it. An administrator who gives a smaller role would give this one, too. Compare whole names, in decideAccess.",
  ).toEqual(["denied"]);
});

test("[5.7] compares whole scopes", async () => {
  const roles = ["Directory.Reader"];
  const names = ["directory.read.limited", "no.directory.read", "directory", "xdirectory.read"];
  expect(
    await fatesOf(names.map((name) => ({ scp: `tools.read ${name}`, roles }))),
    "A scope that only looks like directory.read was taken for it, so a client gets more than its user has permitted. Compare whole names, in decideAccess, in the list that toCaller makes of scp.",
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
    "Something else than the list in the claim roles was taken for a role. Groups and directory roles (wids) are given by other people and for other ends, and a text has an includes() that finds parts. Take roles from a list of texts only, in toCaller, and compare in decideAccess.",
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
    "Several users have called, and one got what another one's role permits, or what an earlier token permitted. Decide by the caller of this call, and keep nothing, in decideAccess.",
  ).toEqual([false, true, true, false, true, true, true]);
});

test("[5.7] asks for no role where a tool needs none", async () => {
  const token = await entra.forge.valid({ ...ofAda, user: seed.users.alan.id });
  expect(
    await isDenied(await startServer(), token, "getUserDetails"),
    "getUserDetails needs no role, and Alan, who has none, is refused. A rule without a role asks for the scope only, in decideAccess.",
  ).toBe(false);
});
