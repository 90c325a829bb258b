import { describe, expect, test } from "vitest";
import { z } from "zod";
import { seed } from "../src/index.ts";
import { graphEndpoints } from "../src/endpoints/graph/graph-endpoints.ts";
import { realOrigins } from "../src/origins.ts";
import { useMockEntra } from "../src/vitest.ts";
import { appOnlyToken, callGraph, denied, graphError, tokenWith } from "./support/graph.ts";
import { graph } from "./support/protocol.ts";

const entra = useMockEntra();
const { grace } = seed.users;
const eventual = { headers: { consistencylevel: "eventual" } };

async function namesFor(token: string, query: string, init = eventual): Promise<unknown> {
  const { body } = await callGraph(token, `/v1.0/users?${query}`, init);
  return Array.isArray(body["value"]) ? body["value"].map(({ displayName }) => displayName) : body;
}

describe("$search on users", () => {
  test.each([
    ['"displayName:ada"', ["Ada Lovelace"]],
    ['"displayName:LOVE"', ["Ada Lovelace"]],
    ['"displayName:lace ada"', []],
    ['"displayName:lovelace ada"', ["Ada Lovelace"]],
    ['"userPrincipalName:al"', ["Alan Turing"]],
    ['"userPrincipalName:an"', []],
    ['"displayName:ada" OR "displayName:turing"', ["Ada Lovelace", "Alan Turing"]],
    ['"displayName:a" AND ("displayName:turing" OR "displayName:hopper")', ["Alan Turing"]],
    ['"displayName:a" AND "displayName:unknown"', []],
    ['"displayName:unknown"', []],
  ])("%s", async (search, names) => {
    const token = await tokenWith(entra, "User.ReadBasic.All");
    expect(await namesFor(token, `$search=${encodeURIComponent(search)}`)).toEqual(names);
  });

  test("goes together with $filter, $select, $orderby and $count", async () => {
    const token = await tokenWith(entra, "User.ReadBasic.All");
    const query = `$search="displayName:a"&$filter=startswith(displayName,'Al')&$select=displayName&$count=true`;
    const { body } = await callGraph(token, `/v1.0/users?${query}`, eventual);
    expect(body).toMatchObject({ "@odata.count": 1, value: [{ displayName: "Alan Turing" }] });
  });

  test("wants ConsistencyLevel: eventual", async () => {
    const token = await tokenWith(entra, "User.ReadBasic.All");
    expect(graphError(await callGraph(token, '/v1.0/users?$search="displayName:ada"'))).toEqual({
      status: 400,
      code: "Request_UnsupportedQuery",
      message:
        "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'",
    });
  });

  test.each([
    "ada",
    '"ada"',
    '"shoeSize:43"',
    '"displayName:ada" "mail:a"',
    '("displayName:ada"',
    '"displayName:"',
    "",
  ])("refuses what is no search: %s", async (search) => {
    const token = await tokenWith(entra, "User.ReadBasic.All");
    const answer = await callGraph(token, `/v1.0/users?$search=${encodeURIComponent(search)}`, eventual);
    expect(graphError(answer)).toMatchObject({ status: 400, code: "BadRequest" });
  });

  test("does not give away what the token may not see", async () => {
    const token = await tokenWith(entra, "User.ReadBasic.All");
    const answer = await callGraph(token, '/v1.0/users?$search="jobTitle:a"', eventual);
    expect(graphError(answer)).toEqual(denied);
  });
});

describe("$count at the end of an address", () => {
  test("is the bare number of what the query lets through", async () => {
    const token = await appOnlyToken(entra, "Directory.Read.All");
    for (const [path, count] of [
      ["users/$count", "3"],
      ["users/$count?$filter=startswith(displayName,'A')", "2"],
      ["groups/$count", "2"],
      ["applications/$count", "4"],
    ] as const) {
      const headers = { authorization: `Bearer ${token}`, ...eventual.headers };
      expect(await (await fetch(`${graph}/v1.0/${path}`, { headers })).text(), path).toBe(count);
    }
  });

  test("wants ConsistencyLevel: eventual", async () => {
    const token = await tokenWith(entra, "User.ReadBasic.All");
    expect(graphError(await callGraph(token, "/v1.0/users/$count"))).toMatchObject({
      status: 400,
      message: "$count is not currently supported.",
    });
  });
});

/** All addresses of Graph that answer GET, with a value for each key. */
const readable = graphEndpoints
  .filter(({ name, methods }) => methods.includes("GET") && !["graph-unknown", "userinfo"].includes(name))
  .flatMap((endpoint) => endpoint.urls(realOrigins))
  .map((url) => url.slice(graph.length))
  .filter((path) => !path.includes("federatedIdentityCredentials/:"));

describe("no query option is passed over", () => {
  test("at any address of Graph that answers GET", async () => {
    const { applications, groups, servicePrincipals } = entra.directory;
    const scopes =
      "User.Read.All Directory.Read.All Application.ReadWrite.All DelegatedPermissionGrant.ReadWrite.All";
    const token = await tokenWith(entra, scopes, grace);
    const grants = await callGraph(token, "/v1.0/oauth2PermissionGrants");
    const idOf = new Map([
      ["applications", applications[0]?.id],
      ["servicePrincipals", servicePrincipals[0]?.id],
      ["groups", groups[0]?.id],
      ["organization", entra.directory.tenant.id],
      [
        "oauth2PermissionGrants",
        z.object({ value: z.array(z.object({ id: z.string() })) }).parse(grants.body).value[0]?.id,
      ],
    ]);
    const paths = readable
      .filter((path) => !/oAuth2|:assignment|appId=/u.test(path))
      .map((path) =>
        path.replace(":id", idOf.get(path.split("/")[2] ?? "") ?? grace.id).replace(":size", "48x48"),
      );
    expect(paths.length).toBeGreaterThan(50);
    for (const path of paths) {
      const ask = async (query: string) => graphError(await callGraph(token, `${path}?${query}`, eventual));
      expect(await ask("$nonsense=1"), path).toMatchObject({
        status: 400,
        message: "The query option '$nonsense' is not supported.",
      });
      for (const [option, value] of [
        ["$expand", "owners"],
        ["$apply", "aggregate($count as n)"],
      ]) {
        const { status, message } = await ask(`${option}=${value}`);
        expect([400, 501], path).toContain(status);
        expect(message, path).toContain(`'${option}'`);
      }
    }
  });

  test("nor one that is there twice: the second would go unseen", async () => {
    const token = await tokenWith(entra, "User.ReadBasic.All");
    for (const path of ["/v1.0/users", "/v1.0/me"]) {
      const answer = await callGraph(token, `${path}?$select=id&$select=mail`);
      expect(graphError(answer), path).toMatchObject({
        status: 400,
        message:
          "Query option '$select' was specified more than once, but it must be specified at most once.",
      });
    }
  });

  test("nor a $count that is neither true nor false", async () => {
    const token = await tokenWith(entra, "User.ReadBasic.All");
    expect(graphError(await callGraph(token, "/v1.0/users?$count=yes", eventual))).toMatchObject({
      status: 400,
      message: "Invalid value 'yes' for $count query option found. Valid values are 'true, false'.",
    });
    const { body } = await callGraph(token, "/v1.0/users?$count=True", eventual);
    expect(body["@odata.count"]).toBe(3);
  });

  test("what Graph may have is said to be left out: 501, by its name", async () => {
    const token = await tokenWith(entra, "User.ReadBasic.All");
    expect(graphError(await callGraph(token, "/v1.0/users?$expand=manager"))).toEqual({
      status: 501,
      code: "NotImplemented",
      message:
        "mock-entra leaves out the query option '$expand' here, which Microsoft Graph may have. Nothing was searched, filtered or sorted.",
    });
  });

  test("but an option that is not OData's is passed over, as by Graph", async () => {
    const token = await tokenWith(entra, "User.Read");
    expect((await callGraph(token, "/v1.0/me?sdk=x")).status).toBe(200);
  });
});

describe("what is missing is refused by its own name", () => {
  test.each([
    ["/v1.0/me/calendar", "calendar"],
    [`/v1.0/users/${grace.id}/manager`, "manager"],
    ["/v1.0/teams", "teams"],
    ["/v1.0/me/drive/root", "drive"],
    ["/v1.0/applications(appId='x')/owners", "owners"],
    ["/v1.0/users/delta", "delta"],
    ["/v1.0/groups/delta()", "delta()"],
  ])("%s: %s", async (path, segment) => {
    const token = await tokenWith(entra, "User.Read");
    const { status, message } = graphError(await callGraph(token, path));
    expect([status, message]).toEqual([404, expect.stringContaining(`for the segment '${segment}'.`)]);
  });

  test("beta is said to be beta", async () => {
    const token = await tokenWith(entra, "User.Read");
    const { message } = graphError(await callGraph(token, "/beta/me"));
    expect(message).toContain("leaves out the beta version of Microsoft Graph: '/beta/me' is not here.");
  });
});
