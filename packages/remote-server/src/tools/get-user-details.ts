import { userDetailsSchema } from "@mcp-entra/auth-core";
import { z } from "zod";
import { defineTool } from "./tool.ts";

/** The tool with this name in Microsoft's lesson: the signed-in user, from Microsoft Graph. */
export const getUserDetailsTool = defineTool({
  name: "getUserDetails",
  title: "Get my user details",
  description: "Returns the profile of the signed-in user from Microsoft Graph (/me).",
  access: { scopes: ["User.Read"], roles: [] },
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input: z.object({}),
  output: userDetailsSchema,
  run: async (_input, { userDetails }) => userDetails(),
});
