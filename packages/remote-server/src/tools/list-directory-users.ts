import { directoryPageSchema, largestPage, listDirectoryUsers } from "@mcp-entra/auth-core";
import { z } from "zod";
import { defineTool } from "./tool.ts";

const input = z.strictObject({
  pageSize: z
    .int()
    .min(1)
    .max(largestPage)
    .default(25)
    .describe(`How many users a page holds, 1 to ${largestPage}. Has no effect together with a cursor.`),
  cursor: z
    .string()
    .max(2_000)
    .optional()
    .describe("The nextCursor of the page before, unchanged. Leave it out to begin at the first page."),
});

/**
 * The users of the tenant. The organization allows this to some members only (the role). A user allows it to
 * a client when it is first needed (the scope).
 */
export const listDirectoryUsersTool = defineTool({
  name: "listDirectoryUsers",
  title: "List the people in my organization",
  description:
    "Returns users of the tenant from Microsoft Graph, a page at a time. An answer with nextCursor has more pages.",
  access: { scopes: ["User.ReadBasic.All"], roles: ["Directory.Reader"] },
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input,
  output: directoryPageSchema,
  run: async (position, { graph }) => listDirectoryUsers(graph, position),
});
