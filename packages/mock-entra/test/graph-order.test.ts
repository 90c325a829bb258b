import { Client } from "@microsoft/microsoft-graph-client";
import { beforeEach, describe, expect, test } from "vitest";
import { seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { callGraph, graphError, tokenWith } from "./support/graph.ts";

const entra = useMockEntra();
const { ada, grace, alan } = seed.users;
const advanced = { ConsistencyLevel: "eventual" };
let token: string;

beforeEach(async () => {
  token = await tokenWith(entra, "User.Read.All Group.Read.All Application.Read.All");
});

async function namesAt(path: string, headers = {}): Promise<unknown> {
  const { body } = await callGraph(token, `/v1.0/${path}`, { headers });
  return Array.isArray(body["value"]) ? body["value"].map(({ displayName }) => displayName) : body;
}

const refused = {
  status: 400,
  code: "Request_UnsupportedQuery",
  message: "Sorting not supported for current query.",
};

describe("$orderby", () => {
  test.each([
    ["users?$orderby=displayName", [ada, alan, grace]],
    ["users?$orderby=userPrincipalName desc", [grace, alan, ada]],
  ])("%s works by default", async (path, users) => {
    expect(await namesAt(path)).toEqual(users.map(({ displayName }) => displayName));
  });

  test.each([
    ["users?$orderby=createdDateTime desc&$count=true", [alan, grace, ada]],
    ["users?$orderby=displayName desc&$filter=startswith(displayName,'A')&$count=true", [alan, ada]],
  ])("%s is an advanced query", async (path, users) => {
    expect(await namesAt(path, advanced)).toEqual(users.map(({ displayName }) => displayName));
    expect(graphError(await callGraph(token, `/v1.0/${path}`))).toEqual(refused);
    const withoutCount = path.replace("&$count=true", "");
    const answer = await callGraph(token, `/v1.0/${withoutCount}`, { headers: advanced });
    expect(graphError(answer)).toEqual(refused);
  });

  test("groups by default, and with $filter as an advanced query", async () => {
    expect(await namesAt("groups?$orderby=displayName")).toEqual(["Compliance", "Engineering"]);
    const filtered = "groups?$orderby=displayName&$filter=securityEnabled eq true";
    expect(graphError(await callGraph(token, `/v1.0/${filtered}`))).toEqual(refused);
    expect(await namesAt(`${filtered}&$count=true`, advanced)).toEqual(["Compliance", "Engineering"]);
  });

  test.each(["applications", "servicePrincipals"] as const)("%s as an advanced query", async (path) => {
    const names = entra.directory[path].map(({ displayName }) => displayName);
    expect(await namesAt(`${path}?$orderby=displayName&$count=true`, advanced)).toEqual(
      names.toSorted((left, right) => left.localeCompare(right, "en")),
    );
    expect(graphError(await callGraph(token, `/v1.0/${path}?$orderby=displayName`))).toEqual(refused);
  });

  test.each(["jobTitle", "displayName,mail", "displayName down", "constructor", ""])(
    "%j is refused",
    async (orderBy) => {
      const path = `/v1.0/users?$count=true&$orderby=${encodeURIComponent(orderBy)}`;
      expect(graphError(await callGraph(token, path, { headers: advanced }))).toEqual(refused);
    },
  );
});

test.each(["applications", "servicePrincipals"] as const)("$search in the names of %s", async (path) => {
  const displayName = entra.directory[path][0]?.displayName ?? "";
  const [word = ""] = displayName.split(" ");
  const search = (text: string) => `${path}?$search="displayName:${text}"`;
  expect(await namesAt(search(word.toLowerCase()), advanced)).toContain(displayName);
  expect(await namesAt(search("nothing"), advanced)).toEqual([]);
  expect(graphError(await callGraph(token, `/v1.0/${search("x")}`))).toMatchObject({
    status: 400,
    code: "Request_UnsupportedQuery",
  });
});

test("the Graph client, unmodified, asks as its samples do", async () => {
  const client = Client.init({ authProvider: (done) => done(null, token) });
  const page: unknown = await client
    .api("/users")
    .header("ConsistencyLevel", "eventual")
    .filter("createdDateTime ge 2026-01-01T00:00:00Z")
    .select(["displayName", "createdDateTime"])
    .orderby("displayName")
    .count(true)
    .top(1)
    .get();
  expect(page).toMatchObject({
    "@odata.count": 2,
    "@odata.nextLink": expect.stringContaining("$skiptoken="),
    value: [{ displayName: alan.displayName, createdDateTime: "2026-09-01T07:15:00Z" }],
  });
  const found: unknown = await client
    .api("/users")
    .header("ConsistencyLevel", "eventual")
    .search('"displayName:grace"')
    .get();
  expect(found).toMatchObject({ value: [{ displayName: grace.displayName }] });
});
