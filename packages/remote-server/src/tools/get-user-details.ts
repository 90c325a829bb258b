import { getUserDetails, userDetailsSchema } from "@mcp-entra/auth-core";
import type { Tool } from "./tool.ts";

/** The lesson's tool: who is signed in, as Microsoft Graph knows them. */
export const getUserDetailsTool: Tool<typeof userDetailsSchema> = {
  name: "getUserDetails",
  title: "Get my user details",
  description: "Returns the profile of the signed-in user from Microsoft Graph (/me).",
  outputSchema: userDetailsSchema,
  scopes: ["User.Read"],
  readOnly: true,
  run: async ({ graph }) => getUserDetails(graph),
};
