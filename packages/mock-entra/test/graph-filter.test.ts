import { beforeEach, describe, expect, test } from "vitest";
import { seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { callGraph, graphError, tokenWith } from "./support/graph.ts";

const entra = useMockEntra();
const { ada, grace, alan } = seed.users;
let token: string;

beforeEach(async () => {
  token = await tokenWith(entra, "User.Read.All Group.Read.All Application.Read.All");
});

const advanced = { ConsistencyLevel: "eventual" };

async function found(path: string, filter: string, headers = {}): Promise<unknown[]> {
  const separator = path.includes("?") ? "&" : "?";
  const query = `${path}${separator}$filter=${encodeURIComponent(filter)}`;
  const { body } = await callGraph(token, `/v1.0/${query}`, { headers });
  const { value } = body;
  if (!Array.isArray(value)) throw new Error(JSON.stringify(body));
  return value.map(({ displayName }: { displayName: unknown }) => displayName);
}

describe("$filter", () => {
  test.each([
    ["accountEnabled eq true and (surname eq 'Hopper' or surname eq 'Turing')", [grace, alan]],
    ["surname eq 'Hopper' or surname eq 'Turing' and givenName eq 'Zoe'", [grace]],
    [
      "userPrincipalName in ('ada@mcpworkshop.onmicrosoft.com', 'alan@mcpworkshop.onmicrosoft.com')",
      [ada, alan],
    ],
    [`id in ('${grace.id}')`, [grace]],
    ["startsWith(displayName,'a') or startsWith(mail,'grace')", [ada, grace, alan]],
    ["accountEnabled eq 'true'", []],
    ["displayName eq 'a) or (surname eq ''Hopper'''", []],
    ["createdDateTime ge 2026-02-16T09:30:00Z", [grace, alan]],
    ["createdDateTime le 2026-02-16T10:30:00+01:00", [ada, grace]],
    ["createdDateTime ge 2026-01-01 and createdDateTime le 2026-06-30T23:59:59.999Z", [grace]],
    ["createdDateTime eq 2026-02-16T09:30:00.000Z", [grace]],
    ["surname ge 'lovelace'", [ada, alan]],
    ["surname ge 'I' and surname le 'lz'", [ada]],
    ["mail ge 'b'", [grace]],
    ["surname EQ 'Hopper' OR STARTSWITH(displayName,'ada')", [ada, grace]],
  ])("users: %s", async (filter, users) => {
    expect(await found("users", filter)).toEqual(users.map(({ displayName }) => displayName));
  });

  test.each([
    ["displayName ne 'Ada Lovelace'", [grace, alan]],
    ["mail ne null", [ada, grace]],
    ["not(startswith(displayName,'A'))", [grace]],
    ["not (surname eq 'Hopper') and not (surname eq 'Turing')", [ada]],
    ["endswith(mail,'@mcpworkshop.onmicrosoft.com')", [ada, grace]],
    ["NOT(createdDateTime ge 2026-01-01T00:00:00Z)", [ada]],
    ["startswith(mobilePhone,'+44')", [ada]],
    ["officeLocation eq '9/0909'", [grace]],
  ])("users, as an advanced query only: %s", async (filter, users) => {
    const names = users.map(({ displayName }) => displayName);
    expect(await found("users?$count=true", filter, advanced)).toEqual(names);
    const plain = await callGraph(token, `/v1.0/users?$filter=${encodeURIComponent(filter)}`);
    expect(graphError(plain)).toMatchObject({ status: 400, code: "Request_UnsupportedQuery" });
    const withoutCount = await callGraph(token, `/v1.0/users?$filter=${encodeURIComponent(filter)}`, {
      headers: advanced,
    });
    expect(graphError(withoutCount)).toMatchObject({ status: 400, code: "Request_UnsupportedQuery" });
    const count = await fetch(
      `https://graph.microsoft.com/v1.0/users/$count?$filter=${encodeURIComponent(filter)}`,
      { headers: { authorization: `Bearer ${token}`, ...advanced } },
    );
    expect(await count.text()).toBe(String(users.length));
  });

  test("groups and applications can be filtered by the time of their creation", async () => {
    for (const group of entra.directory.groups) group.createdDateTime = "2026-03-01T00:00:00Z";
    const [application] = entra.directory.applications;
    if (application) application.createdDateTime = "2026-03-01T00:00:00Z";
    expect(await found("groups", "createdDateTime le 2026-03-01T00:00:00Z")).toHaveLength(2);
    expect(await found("applications", "createdDateTime ge 2026-03-01T00:00:00Z")).toEqual([
      application?.displayName,
    ]);
  });

  test("groups and applications take the same operators", async () => {
    expect(await found("groups", "displayName in ('Engineering') or mailEnabled eq true")).toEqual([
      "Engineering",
    ]);
    expect(await found("groups?$count=true", "securityEnabled ne false", advanced)).toEqual([
      "Engineering",
      "Compliance",
    ]);
    const { resource } = seed.applications.api;
    expect(await found("applications", `identifierUris/any(uri:startswith(uri,'${resource}'))`)).toHaveLength(
      1,
    );
  });

  test.each([
    "contains(displayName,'a')",
    "displayName eq 'a",
    "displayName gt 'a'",
    "createdDateTime gt 2026-01-01T00:00:00Z",
    "createdDateTime lt 2026-01-01T00:00:00Z",
    "createdDateTime ge '2026-01-01T00:00:00Z'",
    "createdDateTime ge yesterday",
    "createdDateTime in (2026-01-01T00:00:00Z, 'x')",
    "(displayName eq 'a'",
    "displayName eq 'a')",
    "displayName eq",
    "displayName in 'a'",
    "displayName/any(x:x eq 'a') or",
    "startswith(displayName,a)",
    "and",
    "'a'",
    `${"(".repeat(500)}displayName eq 'a'${")".repeat(500)}`,
    `${"not ".repeat(500)}displayName eq 'a'`,
  ])("%s is refused, and never half understood", async (filter) => {
    const path = `/v1.0/users?$count=true&$filter=${encodeURIComponent(filter)}`;
    const answer = await callGraph(token, path, { headers: advanced });
    expect([answer.status, graphError(answer).code]).toEqual([
      400,
      expect.stringMatching(/^(Request_UnsupportedQuery|BadRequest)$/),
    ]);
  });
});
