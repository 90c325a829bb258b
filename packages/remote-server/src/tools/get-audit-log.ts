import { auditEventNames, hashToken, type TimedAuditEvent } from "@mcp-entra/auth-core";
import { z } from "zod";
import { defineTool } from "./tool.ts";

const largestPage = 200;
const input = z.strictObject({
  limit: z.int().min(1).max(largestPage).default(50).describe(`How many events, 1 to ${largestPage}.`),
  event: z.enum(auditEventNames).optional().describe("Only events of this kind."),
  outcome: z.enum(["success", "failure"]).optional().describe("Only events that ended so."),
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

/** For those whom the organization trusts to look at what others do: nothing of it is at Graph, all of it is ours. */
export const getAuditLogTool = defineTool({
  name: "getAuditLog",
  title: "Read the audit log",
  description:
    "Returns the latest security events of this server, the newest first: sign-ins, consents, sessions, tool calls. Holds no tokens; sessions are named by a hash. A client that this server does not know is named by a hash.",
  access: { scopes: ["User.Read"], roles: ["Auditor"] },
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input,
  output,
  run: async ({ limit, ...wanted }, { auditTrail }) => {
    const filters = Object.entries(wanted).filter(([, value]) => value !== undefined);
    const events = auditTrail.recent().filter((event) => {
      const fields = new Map<string, unknown>(Object.entries(event));
      return filters.every(([name, value]) => fields.get(name) === value);
    });
    const allowed = new Set(auditTrail.recent().flatMap(({ user, client }) => (user && client) || []));
    return { events: events.slice(0, limit).map((event) => withoutFreeText(event, allowed)) };
  },
});

/** As this server hands them out. */
const registeredId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * A client id that this server did not hand out is any text that a stranger likes, also one that reads like an instruction to the
 * model of whoever reads this.
 *
 * @param allowed clients that a user has signed in with: of those with a metadata document the host is shown, quoted.
 */
function withoutFreeText(event: TimedAuditEvent, allowed: ReadonlySet<string>): TimedAuditEvent {
  const { client } = event;
  // defence:54
  if (client !== undefined && !registeredId.test(client))
    return { ...event, client: shownAs(client, allowed) };
  return event;
}

function shownAs(client: string, allowed: ReadonlySet<string>): string {
  const mark = `#${hashToken(client).slice(0, 8)}`;
  const isKnown = allowed.has(client) && URL.canParse(client);
  return isKnown ? `"${new URL(client).host}" ${mark}` : `unknown client ${mark}`;
}
