import { decodeJwt } from "jose";
import { beforeEach, describe, expect, test } from "vitest";
import { type Group, seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { addApi, apiUri } from "./support/api.ts";
import { appOnlyToken, callGraph, denied, graphError, newTokens, tokenWith } from "./support/graph.ts";
import { createBrowser } from "./support/browser.ts";
import { authorizeUrl, graph, obtainCode, redeem } from "./support/protocol.ts";
import { pageOf, typePassword } from "./support/sign-in.ts";

const entra = useMockEntra();
const { ada, grace } = seed.users;
const { engineering } = seed.groups;

/** Ada is in the group Engineering. Engineering is in R&D, R&D is in Everybody, and Everybody is in R&D again. */
let research: Group;
let everybody: Group;
beforeEach(() => {
  const { directory } = entra;
  research = directory.addGroup({ displayName: "Research and Development", members: [engineering.id] });
  everybody = directory.addGroup({
    displayName: "Everybody",
    members: [research.id],
    securityEnabled: false,
  });
  directory.addMember("Research and Development", "Everybody");
});

function post(token: string, path: string, body: unknown) {
  return callGraph(token, path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

async function idsAt(token: string, path: string): Promise<string[]> {
  const { body } = await callGraph(token, path);
  const { value } = body;
  if (!Array.isArray(value)) throw new Error(JSON.stringify(body));
  return value.map(({ id }) => String(id)).toSorted();
}

const sorted = (...ids: string[]) => ids.toSorted();

describe("nested groups", () => {
  test("memberOf lists direct memberships, transitiveMemberOf all of them, once each", async () => {
    const token = await tokenWith(entra, "User.Read GroupMember.Read.All");
    expect(await idsAt(token, "/v1.0/me/memberOf")).toEqual([engineering.id]);
    const all = sorted(engineering.id, research.id, everybody.id);
    expect(await idsAt(token, "/v1.0/me/transitiveMemberOf")).toEqual(all);
    expect(await idsAt(token, `/v1.0/users/${ada.userPrincipalName}/transitiveMemberOf`)).toEqual(all);
    const ofGroup = await idsAt(token, `/v1.0/groups/${engineering.id}/transitiveMemberOf`);
    expect(ofGroup).toEqual(sorted(research.id, everybody.id));
  });

  test("an id with a stray percent sign is not found", async () => {
    const token = await tokenWith(entra, "GroupMember.Read.All User.ReadBasic.All Application.Read.All");
    for (const collection of ["users", "groups", "servicePrincipals"]) {
      expect((await callGraph(token, `/v1.0/${collection}/%ff/memberOf`)).status).toBe(404);
    }
  });

  test("members lists direct members of any type, transitiveMembers those of nested groups as well", async () => {
    const { id: principal } = entra.directory.findServicePrincipal(seed.applications.remote.appId) ?? {
      id: "",
    };
    entra.directory.addMember("Everybody", principal);
    const token = await tokenWith(entra, "GroupMember.Read.All User.ReadBasic.All Application.Read.All");
    const { body } = await callGraph(token, `/v1.0/groups/${everybody.id}/members`);
    expect(body).toMatchObject({
      "@odata.context": `${graph}/v1.0/$metadata#directoryObjects`,
      value: [
        { "@odata.type": "#microsoft.graph.group", displayName: "Research and Development" },
        { "@odata.type": "#microsoft.graph.servicePrincipal", displayName: "My Remote MCP Server" },
      ],
    });
    const path = `/v1.0/groups/${everybody.id}/transitiveMembers`;
    const people = await callGraph(token, `${path}/microsoft.graph.user?$select=displayName`);
    expect(people.body["value"]).toEqual([
      { "@odata.type": "#microsoft.graph.user", displayName: "Ada Lovelace" },
      { "@odata.type": "#microsoft.graph.user", displayName: "Alan Turing" },
    ]);
    const counted = await fetch(`${graph}${path}/microsoft.graph.user/$count`, {
      headers: { authorization: `Bearer ${token}`, consistencylevel: "eventual" },
    });
    expect([counted.headers.get("content-type"), await counted.text()]).toEqual([
      "text/plain; charset=utf-8",
      "2",
    ]);
  });

  test("a token that reads groups only sees that there are members", async () => {
    const token = await tokenWith(entra, "GroupMember.Read.All", grace);
    const { body } = await callGraph(token, `/v1.0/groups/${engineering.id}/members?$select=id,displayName`);
    expect(body["value"]).toContainEqual({
      "@odata.type": "#microsoft.graph.user",
      id: ada.id,
      displayName: null,
    });
  });

  test("the groups claim counts nested groups, and where groups are assigned, direct ones only", async () => {
    const api = addApi(entra);
    const groupsOf = async (claims: typeof api.groupMembershipClaims) => {
      api.groupMembershipClaims = claims;
      const { body } = await redeem(await obtainCode({ scope: `openid ${apiUri}/access` }));
      return decodeJwt<{ groups?: string[] }>(String(body["access_token"])).groups?.toSorted();
    };
    expect(await groupsOf("All")).toEqual(sorted(engineering.id, research.id, everybody.id));
    expect(await groupsOf("SecurityGroup")).toEqual(sorted(engineering.id, research.id));
    entra.directory.assignRole({ group: "Everybody", on: apiUri, role: "Reader" });
    expect(await groupsOf("ApplicationGroup")).toBeUndefined();
    entra.directory.assignRole({ group: "Engineering", on: apiUri, role: "Reader" });
    expect(await groupsOf("ApplicationGroup")).toEqual([engineering.id]);
  });

  test("a conditional access policy for a group concerns the members of groups in it", async () => {
    entra.directory.addPolicy({ groups: ["Everybody"], control: "block" });
    const browser = createBrowser();
    const page = pageOf(await typePassword(browser, pageOf(await browser.open(authorizeUrl())), ada));
    expect(page.html).toContain("AADSTS53003:");
    expect(await newTokens({}, grace)).toHaveProperty("access_token");
  });
});

describe("getMemberObjects, getMemberGroups, checkMemberGroups, checkMemberObjects", () => {
  test("give the ids of all groups, of security groups only, or of those that were asked about", async () => {
    const token = await tokenWith(entra, "User.Read GroupMember.Read.All");
    const all = [engineering.id, research.id, everybody.id];
    const context = `${graph}/v1.0/$metadata#Collection(Edm.String)`;
    for (const action of ["getMemberObjects", "getMemberGroups"]) {
      const { body } = await post(token, `/v1.0/me/${action}`, { securityEnabledOnly: false });
      expect(body).toEqual({ "@odata.context": context, value: all });
      const secure = await post(token, `/v1.0/me/${action}`, { securityEnabledOnly: true });
      expect(secure.body["value"]).toEqual([engineering.id, research.id]);
    }
    const asked = [everybody.id, seed.groups.compliance.id, "00000000-0000-0000-0000-00000000000f"];
    const groups = await post(token, "/v1.0/me/checkMemberGroups", { groupIds: asked });
    expect(groups.body["value"]).toEqual([everybody.id]);
    const objects = await post(token, "/v1.0/me/checkMemberObjects", { ids: asked });
    expect(objects.body["value"]).toEqual([everybody.id]);
  });

  test("are there for users, groups, service principals and directory objects", async () => {
    const token = await appOnlyToken(entra, "Directory.Read.All");
    const { id: principal } = entra.directory.findServicePrincipal(seed.applications.remote.appId) ?? {
      id: "",
    };
    entra.directory.addMember("Everybody", principal);
    const whole = { securityEnabledOnly: false };
    for (const [path, ids] of [
      [`users/${ada.userPrincipalName}`, [engineering.id, research.id, everybody.id]],
      [`groups/${engineering.id}`, [research.id, everybody.id]],
      [`servicePrincipals/${principal}`, [everybody.id, research.id]],
      [`directoryObjects/${ada.id}`, [engineering.id, research.id, everybody.id]],
    ] as const) {
      const { body } = await post(token, `/v1.0/${path}/getMemberObjects`, whole);
      expect(body["value"], path).toEqual(ids);
    }
    const unknown = await post(
      token,
      `/v1.0/directoryObjects/${crypto.randomUUID()}/getMemberObjects`,
      whole,
    );
    expect(graphError(unknown)).toMatchObject({ status: 404, code: "Request_ResourceNotFound" });
  });

  test("take what they need: User.Read for one's own ids, a permission for groups for the rest", async () => {
    const token = await tokenWith(entra, "User.Read");
    expect((await post(token, "/v1.0/me/getMemberObjects", {})).status).toBe(200);
    for (const path of [
      "me/getMemberGroups",
      "me/checkMemberGroups",
      `users/${grace.id}/getMemberObjects`,
      `groups/${engineering.id}/getMemberObjects`,
    ]) {
      const body = path.endsWith("checkMemberGroups") ? { groupIds: [] } : {};
      expect(graphError(await post(token, `/v1.0/${path}`, body)), path).toEqual(denied);
    }
  });

  test("check no more than 20 at once, and refuse a body that does not fit", async () => {
    const token = await tokenWith(entra, "User.Read GroupMember.Read.All");
    const tooMany = { groupIds: Array.from({ length: 21 }, () => everybody.id) };
    for (const body of [tooMany, { groupIds: "all" }, {}, { ids: [] }]) {
      expect(graphError(await post(token, "/v1.0/me/checkMemberGroups", body))).toMatchObject({
        status: 400,
      });
    }
  });

  test("answer at the address that a token with too many groups names", async () => {
    addApi(entra).groupMembershipClaims = "All";
    for (let index = 0; index < 200; index += 1) {
      entra.directory.addGroup({ displayName: `Group ${index}`, members: [ada.id] });
    }
    const { body } = await redeem(await obtainCode({ scope: `openid ${apiUri}/access` }));
    const claims = decodeJwt<{ _claim_sources: { src1: { endpoint: string } } }>(
      String(body["access_token"]),
    );
    const token = await tokenWith(entra, "User.Read");
    const answer = await post(token, claims._claim_sources.src1.endpoint, { securityEnabledOnly: false });
    expect([answer.status, answer.body["value"]]).toEqual([200, expect.any(Array)]);
    expect(answer.body["value"]).toHaveLength(203);
  });
});

describe("groups", () => {
  test("are listed, filtered, searched, sorted and counted", async () => {
    const token = await tokenWith(entra, "GroupMember.Read.All");
    const eventual = { headers: { consistencylevel: "eventual" } };
    const names = async (query: string) => {
      const { body } = await callGraph(token, `/v1.0/groups?${query}`, eventual);
      return Array.isArray(body["value"]) ? body["value"].map(({ displayName }) => displayName) : body;
    };
    expect(await names("$orderby=displayName desc&$top=2")).toEqual(
      ["Research and Development", "Everybody"].toSorted().toReversed(),
    );
    expect(await names("$filter=securityEnabled eq false")).toEqual(["Everybody"]);
    expect(await names('$search="displayName:dev"')).toEqual(["Research and Development"]);
    expect((await callGraph(token, "/v1.0/groups?$count=true&$top=1", eventual)).body["@odata.count"]).toBe(
      4,
    );
    const one = await callGraph(token, `/v1.0/groups/${everybody.id}?$select=id,displayName`);
    expect(one.body).toEqual({
      "@odata.context": `${graph}/v1.0/$metadata#groups(id,displayName)/$entity`,
      id: everybody.id,
      displayName: "Everybody",
    });
  });

  test("take a permission for groups", async () => {
    const token = await tokenWith(entra, "User.Read");
    for (const path of [
      "/v1.0/groups",
      `/v1.0/groups/${everybody.id}`,
      `/v1.0/groups/${everybody.id}/members`,
    ]) {
      expect(graphError(await callGraph(token, path)), path).toEqual(denied);
    }
  });
});
