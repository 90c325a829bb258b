import { describe, expect, test } from "vitest";
import { z } from "zod";
import { seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { appOnlyToken, callGraph, denied, graphError, tokenWith } from "./support/graph.ts";
import { graph } from "./support/protocol.ts";

const entra = useMockEntra();
const { ada, grace, alan } = seed.users;

const listSchema = z.object({
  "@odata.context": z.string(),
  "@odata.count": z.number().optional(),
  "@odata.nextLink": z.string().optional(),
  value: z.array(z.record(z.string(), z.unknown())),
});

async function list(token: string, query = "", headers = {}) {
  const path = query.startsWith("https:") ? query : `/v1.0/users${query}`;
  return listSchema.parse((await callGraph(token, path, { headers })).body);
}

function namesIn({ value }: z.infer<typeof listSchema>) {
  return value.map(({ displayName }) => displayName);
}

describe("who sees what of whom", () => {
  test("User.ReadBasic.All shows the basic profile of others, and nothing else of them", async () => {
    const token = await tokenWith(entra, "User.ReadBasic.All");
    const { value, ...rest } = await list(token);
    expect(rest).toEqual({ "@odata.context": `${graph}/v1.0/$metadata#users` });
    expect(value[1]).toEqual({
      businessPhones: [],
      displayName: grace.displayName,
      givenName: "Grace",
      id: grace.id,
      jobTitle: null,
      mail: grace.userPrincipalName,
      mobilePhone: null,
      officeLocation: null,
      preferredLanguage: null,
      surname: "Hopper",
      userPrincipalName: grace.userPrincipalName,
    });
  });

  test("User.Read.All shows the full profile", async () => {
    const token = await tokenWith(entra, "User.Read.All");
    expect((await callGraph(token, `/v1.0/users/${grace.id}`)).body).toMatchObject({
      jobTitle: "Rear Admiral",
    });
  });

  test("User.Read shows users themselves in full, and no other user", async () => {
    const token = await tokenWith(entra, "User.Read");
    const oneself = await callGraph(token, `/v1.0/users/${ada.userPrincipalName}`);
    expect(oneself.body).toMatchObject({ id: ada.id, jobTitle: "Analyst" });
    expect(graphError(await callGraph(token, `/v1.0/users/${grace.id}`))).toEqual(denied);
    expect(graphError(await callGraph(token, "/v1.0/users"))).toEqual(denied);
  });

  test("an application by itself sees what its roles allow, and has no /me", async () => {
    const token = await appOnlyToken(entra, "User.Read.All");
    expect(namesIn(await list(token))).toEqual([ada.displayName, grace.displayName, alan.displayName]);
    expect(graphError(await callGraph(token, "/v1.0/me"))).toEqual({
      status: 400,
      code: "BadRequest",
      message: "/me request is only valid with delegated authentication flow.",
    });
  });

  test("an application without a fitting role is refused", async () => {
    expect(graphError(await callGraph(await appOnlyToken(entra, "Mail.Send"), "/v1.0/users"))).toEqual(
      denied,
    );
  });

  test("a user whom the directory does not have is not found", async () => {
    const token = await tokenWith(entra, "User.ReadBasic.All");
    expect(graphError(await callGraph(token, "/v1.0/users/unknown@example.com"))).toEqual({
      status: 404,
      code: "Request_ResourceNotFound",
      message:
        "Resource 'unknown@example.com' does not exist or one of its queried reference-property objects are not present.",
    });
  });
});

describe("OData", () => {
  test("$select names the properties, in the context as well", async () => {
    const token = await tokenWith(entra, "User.ReadBasic.All");
    expect(await list(token, "?$select=id,displayName&$top=1")).toMatchObject({
      "@odata.context": `${graph}/v1.0/$metadata#users(id,displayName)`,
      value: [{ id: ada.id, displayName: ada.displayName }],
    });
  });

  test("$top cuts into pages, and following @odata.nextLink finds everybody once", async () => {
    const token = await tokenWith(entra, "User.ReadBasic.All");
    const first = await list(token, "?$top=2&$select=displayName");
    const next = first["@odata.nextLink"] ?? "";
    expect(next).toMatch(
      /^https:\/\/graph\.microsoft\.com\/v1\.0\/users\?\$top=2&\$select=displayName&\$skiptoken=/u,
    );
    const second = await list(token, next);
    expect([...namesIn(first), ...namesIn(second)]).toEqual([
      ada.displayName,
      grace.displayName,
      alan.displayName,
    ]);
    expect(second).not.toHaveProperty("@odata.nextLink");
  });

  test.each([
    ["?$filter=displayName eq 'ada lovelace'", ["Ada Lovelace"]],
    ["?$filter=startswith(displayName,'a')", ["Ada Lovelace", "Alan Turing"]],
    ["?$filter=mail eq null", ["Alan Turing"]],
    ["?$filter=surname eq 'Hopper' or startswith(givenName, 'al')", ["Grace Hopper", "Alan Turing"]],
    ["?$filter=startswith(displayName,'a') and surname eq 'Turing'", ["Alan Turing"]],
    ["?$filter=surname eq 'O''Hara or Hopper'", []],
    ["?$orderby=displayName desc", ["Grace Hopper", "Alan Turing", "Ada Lovelace"]],
  ])("%s", async (query, names) => {
    expect(namesIn(await list(await tokenWith(entra, "User.ReadBasic.All"), query))).toEqual(names);
  });

  test("a quote in a name is doubled in a filter", async () => {
    const user = entra.directory.findUser(alan.id);
    if (user) user.surname = "O'Hara";
    const token = await tokenWith(entra, "User.ReadBasic.All");
    expect(namesIn(await list(token, "?$filter=surname eq 'O''Hara'"))).toEqual(["Alan Turing"]);
  });

  test("$count needs ConsistencyLevel: eventual, and makes $filter and $orderby go together", async () => {
    const token = await tokenWith(entra, "User.ReadBasic.All");
    const query = "?$filter=startswith(displayName,'a')&$orderby=displayName desc&$count=true&$top=1";
    const counted = await list(token, query, { ConsistencyLevel: "eventual" });
    expect(counted).toMatchObject({ "@odata.count": 2, value: [{ displayName: "Alan Turing" }] });
    expect(graphError(await callGraph(token, `/v1.0/users${query}`))).toMatchObject({
      status: 400,
      code: "Request_UnsupportedQuery",
    });
  });

  test.each([
    ["$top=0", "Request_UnsupportedQuery", /Invalid page size specified: '0'\. Must be between 1 and 999/u],
    ["$top=1000", "Request_UnsupportedQuery", /Invalid page size specified: '1000'/u],
    ["$top=many", "BadRequest", /Invalid value 'many' for \$top/u],
    ["$skip=1", "Request_BadRequest", /'\$skip' is not supported/u],
    ["$skiptoken=made-up", "Request_BadRequest", /page token/u],
    ["$select=shoeSize", "BadRequest", /Could not find a property named 'shoeSize'/u],
    ["$filter=shoeSize eq '9'", "BadRequest", /Could not find a property named 'shoeSize'/u],
    [
      "$filter=endswith(mail,'com')",
      "Request_UnsupportedQuery",
      /Unsupported or invalid query filter clause/u,
    ],
    ["$filter=displayName ne 'x'", "Request_UnsupportedQuery", /property 'displayName' of resource 'User'/u],
    ["$filter=", "Request_UnsupportedQuery", /Unsupported or invalid query filter clause/u],
    ["$orderby=mail", "Request_UnsupportedQuery", /Sorting not supported/u],
  ])("%s is refused as Graph refuses it", async (query, code, message) => {
    const token = await tokenWith(entra, "User.ReadBasic.All");
    expect(graphError(await callGraph(token, `/v1.0/users?${query}`))).toEqual({
      status: 400,
      code,
      message: expect.stringMatching(message),
    });
  });

  test("a filter does not give away what the token may not see", async () => {
    const token = await tokenWith(entra, "User.ReadBasic.All");
    const path = "/v1.0/users?$filter=startswith(jobTitle,'Rear')";
    expect(graphError(await callGraph(token, path))).toEqual(denied);
    expect(namesIn(await list(await tokenWith(entra, "User.Read.All"), path.slice(11)))).toEqual([
      "Grace Hopper",
    ]);
  });
});

describe("memberOf", () => {
  const memberOf = async (token: string, path = "/v1.0/me/memberOf") =>
    listSchema.parse((await callGraph(token, path)).body);

  test("with User.Read, one's groups have an id and no name", async () => {
    const { value, ...rest } = await memberOf(await tokenWith(entra, "User.Read"));
    expect(rest).toEqual({ "@odata.context": `${graph}/v1.0/$metadata#directoryObjects` });
    expect(value).toEqual([
      expect.objectContaining({
        "@odata.type": "#microsoft.graph.group",
        id: seed.groups.engineering.id,
        displayName: null,
      }),
    ]);
  });

  test("with a permission for groups, they have a name", async () => {
    const token = await tokenWith(entra, "User.Read GroupMember.Read.All");
    expect((await memberOf(token, "/v1.0/me/memberOf?$select=displayName")).value).toEqual([
      { "@odata.type": "#microsoft.graph.group", displayName: "Engineering" },
    ]);
    const ofGrace = await memberOf(token, `/v1.0/users/${grace.id}/memberOf`);
    expect(ofGrace.value).toEqual([expect.objectContaining({ displayName: "Compliance" })]);
  });

  test("other people's groups need more than User.Read", async () => {
    const token = await tokenWith(entra, "User.Read");
    expect(graphError(await callGraph(token, `/v1.0/users/${grace.id}/memberOf`))).toEqual(denied);
  });
});

describe("userinfo", () => {
  test("has the sub of the client's id token, and the name", async () => {
    const { sub } = z
      .object({ sub: z.string() })
      .parse((await callGraph(await tokenWith(entra, "User.Read"), "/oidc/userinfo")).body);
    const trace = entra.trace.entries().flatMap(({ issued }) => issued);
    expect(sub).toBe(trace.find(({ kind }) => kind === "id_token")?.claims["sub"]);
  });

  test("email comes with the scope email", async () => {
    const withEmail = await callGraph(await tokenWith(entra, "email User.Read"), "/oidc/userinfo", {
      method: "POST",
    });
    expect(withEmail.body).toEqual({
      sub: expect.any(String),
      name: "Ada Lovelace",
      family_name: "Lovelace",
      given_name: "Ada",
      picture: `${graph}/v1.0/me/photo/$value`,
      email: ada.userPrincipalName,
    });
    const without = await callGraph(await tokenWith(entra, "User.Read"), "/oidc/userinfo");
    expect(without.body).not.toHaveProperty("email");
  });
});
