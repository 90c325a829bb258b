import { decodeJwt } from "jose";
import { expect, test } from "vitest";
import { seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { createBrowser } from "./support/browser.ts";
import { authorizeUrl, obtainCode, redeem } from "./support/protocol.ts";
import { pageOf, signIn, typePassword } from "./support/sign-in.ts";

const entra = useMockEntra();
const { remote } = seed.applications;
const { ada, alan } = seed.users;

async function rolesInIdToken(user: { userPrincipalName: string; password: string }): Promise<unknown> {
  return decodeJwt(String((await redeem(await obtainCode({}, user))).body["id_token"]))["roles"];
}

test("the seed has two groups: Engineering with Ada and Alan, Compliance with Grace", () => {
  const membersOf = (id: string) => entra.directory.groups.find((group) => group.id === id)?.members;
  expect(membersOf(seed.groups.engineering.id)).toEqual([ada.id, alan.id]);
  expect(membersOf(seed.groups.compliance.id)).toEqual([seed.users.grace.id]);
});

test("a role that a group has is in its members' id tokens, beside their own", async () => {
  entra.directory.assignRole({ group: "Engineering", on: remote.appId, role: "Auditor" });
  expect(await rolesInIdToken(alan)).toEqual(["Auditor"]);
  expect(await rolesInIdToken(ada)).toEqual(["Directory.Reader", "Auditor"]);
});

test("a role comes with joining a group", async () => {
  const { id } = entra.directory.addGroup({ displayName: "Night shift" });
  entra.directory.assignRole({ group: id, on: remote.appId, role: "Auditor" });
  expect(await rolesInIdToken(alan)).toBeUndefined();
  entra.directory.addMember("Night shift", alan.userPrincipalName);
  expect(await rolesInIdToken(alan)).toEqual(["Auditor"]);
});

test("where assignment is required, an assigned group lets only its members in", async () => {
  entra.directory.requireAssignment(remote.appId);
  entra.directory.appRoleAssignments.length = 0;
  entra.directory.assignRole({ group: "Compliance", on: remote.appId });
  expect((await signIn(createBrowser(), authorizeUrl(), seed.users.grace)).parameters.has("code")).toBe(true);
  const browser = createBrowser();
  const refusal = pageOf(await typePassword(browser, pageOf(await browser.open(authorizeUrl())), ada));
  expect(refusal.html).toMatch(/AADSTS50105: .*My Remote MCP Server/u);
});

test("an assignment without a role lets a user in and adds no role", async () => {
  entra.directory.requireAssignment(remote.appId);
  entra.directory.assignRole({ user: alan.userPrincipalName, on: remote.appId });
  expect(await rolesInIdToken(alan)).toBeUndefined();
});

test.each<[string, () => unknown, RegExp]>([
  [
    "an unknown user",
    () => entra.directory.assignRole({ user: "unknown", on: remote.appId }),
    /no user "unknown"\. It has: ada@/u,
  ],
  [
    "an unknown group",
    () => entra.directory.assignRole({ group: "Nobodies", on: remote.appId }),
    /no group "Nobodies"\. It has: Engineering, Compliance/u,
  ],
  [
    "an unknown role",
    () => entra.directory.assignRole({ user: ada.id, on: remote.appId, role: "King" }),
    /"My Remote MCP Server" has no app role "King"\. It has: Directory\.Reader, Auditor/u,
  ],
  [
    "an unknown application",
    () => entra.directory.requireAssignment("nothing"),
    /no application "nothing"\. It has: .*My Remote MCP Server/u,
  ],
  [
    "an unknown scope",
    () => entra.directory.grantAdminConsent({ application: remote.appId, scopes: ["User.Rule"] }),
    /"Microsoft Graph" has no scope "User\.Rule"\. It has: .*User\.Read/u,
  ],
])("a mistake in a test's own set-up is named, with what there is: %s", (_, act, message) => {
  expect(act).toThrow(message);
});

test("reset takes back groups, roles, consents and policies", () => {
  entra.directory.addGroup({ displayName: "Temporary" });
  entra.directory.addPolicy();
  entra.reset();
  expect(entra.directory.groups).toHaveLength(2);
  expect(entra.directory.conditionalAccessPolicies).toEqual([]);
});
