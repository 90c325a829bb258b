import { z } from "zod";
import { shapeError } from "../../applications/application-body.ts";
import { transitiveGroupsOf } from "../../directory/groups.ts";
import type { Group } from "../../directory/types.ts";
import { assertPermission, authenticateCaller, type GraphCaller } from "../../graph/authenticate.ts";
import { presentAsGraph } from "../../graph/graph-error.ts";
import { graphJson } from "../../graph/graph-headers.ts";
import { jsonBody } from "../../graph/json-body.ts";
import { addressedMember, memberObjectsPermissions, memberUrls } from "../../graph/membership.ts";
import type { Endpoint } from "../../http/endpoint.ts";
import type { Exchange } from "../../http/exchange.ts";

/** Graph's maximum for one check. */
const maximumIds = 20;

const ids = z.array(z.string()).max(maximumIds);
const getSchema = z.strictObject({ securityEnabledOnly: z.boolean().default(false) });
const checkGroupsSchema = z.strictObject({ groupIds: ids });
const checkObjectsSchema = z.strictObject({ ids });

/**
 * Ids of the groups that a user is in, directly or through another group: all of them (`getMember…`), or
 * those in a given list (`checkMember…`). The groups overage of a token refers to it. Directory roles are not
 * included.
 * @see https://learn.microsoft.com/graph/api/directoryobject-getmemberobjects
 * @see https://learn.microsoft.com/graph/api/directoryobject-checkmembergroups
 */
export const graphMemberObjectsEndpoint: Endpoint = {
  name: "graph-member-objects",
  urls: memberUrls("/getMemberObjects", "/getMemberGroups", "/checkMemberObjects", "/checkMemberGroups"),
  methods: ["POST"],
  presentError: presentAsGraph,
  respond: async (exchange) => {
    const caller = await authenticateCaller(exchange);
    const action = exchange.url.pathname.split("/").at(-1) ?? "";
    const member = addressedMember(exchange, caller, memberObjectsPermissions);
    if (action.endsWith("MemberGroups")) assertReadsGroups(caller);
    const groups = transitiveGroupsOf(exchange.state.directory, member.id);
    return graphJson(exchange, {
      "@odata.context": `${exchange.origins.graph}/v1.0/$metadata#Collection(Edm.String)`,
      value: (await chosen(exchange, action, groups)).map(({ id }) => id),
    });
  },
};

/**
 * `…MemberGroups` needs a permission for groups in addition to the one for the member. @throws GraphError 403
 */
function assertReadsGroups(caller: GraphCaller): void {
  assertPermission(caller, ["GroupMember.Read.All", "Group.Read.All", "Directory.Read.All"]);
}

/** @throws GraphError 400 for an invalid body, or too many ids */
async function chosen(exchange: Exchange, action: string, groups: readonly Group[]): Promise<Group[]> {
  const body = await jsonBody(exchange);
  if (action.startsWith("get")) {
    const { securityEnabledOnly } = parse(getSchema, body);
    return groups.filter(({ securityEnabled }) => securityEnabled || !securityEnabledOnly);
  }
  const wanted =
    action === "checkMemberGroups"
      ? parse(checkGroupsSchema, body).groupIds
      : parse(checkObjectsSchema, body).ids;
  return groups.filter(({ id }) => wanted.includes(id));
}

function parse<Output>(schema: z.ZodType<Output>, body: unknown): Output {
  const { data, error } = schema.safeParse(body);
  if (error) throw shapeError(error);
  return data;
}
