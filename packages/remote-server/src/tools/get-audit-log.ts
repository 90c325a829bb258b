import { auditEventNames, type TimedAuditEvent } from "@mcp-entra/auth-core";
import { z } from "zod";
import { isRegisteredId, markOf, plainSiteOf } from "../auth/clients/client-for-log.ts";
import { defineTool, type ToolContext } from "./tool.ts";

const largestPage = 200;
const input = z.strictObject({
  limit: z.int().min(1).max(largestPage).default(50).describe(`How many events, 1 to ${largestPage}.`),
  event: z.enum(auditEventNames).optional().describe("Only events of this kind."),
  outcome: z.enum(["success", "failure"]).optional().describe("Only events with this outcome."),
  user: z.guid().optional().describe("Only events of the user with this object id in Entra."),
  correlation: z.guid().optional().describe("Only events of this request or sign-in."),
});

const output = z.object({
  events: z.array(
    z.object({
      time: z.string(),
      event: z.enum(auditEventNames),
      outcome: z.enum(["success", "failure"]),
      correlation: z.string().optional(),
      session: z.string().optional(),
      user: z.string().optional(),
      client: z.string().optional(),
      tool: z.string().optional(),
      entraCode: z.number().optional(),
      reason: z.string().optional(),
    }),
  ),
});

/**
 * For users whom the organization trusts to see the actions of other users. The data are ours, not Graph's.
 */
export const getAuditLogTool = defineTool({
  name: "getAuditLog",
  title: "Read the audit log",
  description:
    "Returns the latest security events of this server, the newest first: sign-ins, consents, sessions, tool calls. Contains no tokens; a hash stands for each session. A client that a user has signed in with is shown by its name, or by its host, in quotation marks; any other by a hash.",
  access: { scopes: ["User.Read"], roles: ["Auditor"] },
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input,
  output,
  run: async ({ limit, ...wanted }, { auditTrail, clientName }) => {
    const filters = Object.entries(wanted).filter(([, value]) => value !== undefined);
    const events = auditTrail.recent().filter((event) => {
      const fields = new Map<string, unknown>(Object.entries(event));
      return filters.every(([name, value]) => fields.get(name) === value);
    });
    const page = events.slice(0, limit);
    const used = new Set(auditTrail.recent().flatMap(({ user, client }) => (user && client) || []));
    const names = await namesOf(page, used, clientName);
    return { events: page.map((event) => withoutFreeText(event, names)) };
  },
});

/**
 * How clients are shown. If this server did not issue a client id, or if a client has only registered, an
 * unknown person chose the text. It may read like an instruction to the reader's model. So a client has a
 * name here only if a user has signed in with it: its registered name, or the host of its metadata document,
 * in quotation marks and on one line.
 *
 * @param used the clients that a user has signed in with.
 */
async function namesOf(
  events: readonly TimedAuditEvent[],
  used: ReadonlySet<string>,
  clientName: ToolContext["clientName"],
): Promise<ReadonlyMap<string, string | undefined>> {
  const shown = new Set(events.map(({ client }) => client));
  const known = [...used.intersection(shown)];
  const nameOf = async (client: string): Promise<string | undefined> =>
    isRegisteredId(client) ? clientName(client) : plainSiteOf(client);
  return new Map(await Promise.all(known.map(async (client) => [client, await nameOf(client)] as const)));
}

function withoutFreeText(
  event: TimedAuditEvent,
  names: ReadonlyMap<string, string | undefined>,
): TimedAuditEvent {
  const { client } = event;
  if (client === undefined) return event;
  const mark = markOf(client);
  const name = names.get(client);
  // defence:54
  if (name === undefined) return { ...event, client: `unknown client ${mark}` };
  return { ...event, client: `"${name}" ${mark}` };
}
