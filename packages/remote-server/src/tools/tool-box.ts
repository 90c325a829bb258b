import { type AccessPolicy, createAccessPolicy } from "@mcp-entra/auth-core";
import { getAuditLogTool } from "./get-audit-log.ts";
import { getUserDetailsTool } from "./get-user-details.ts";
import { listDirectoryUsersTool } from "./list-directory-users.ts";
import { sendMailToSelfTool } from "./send-mail-to-self.ts";
import type { Tool } from "./tool.ts";

/** Every tool, in the order of the list. Add a new tool here, and nowhere else. */
const tools: readonly Tool[] = [
  getUserDetailsTool,
  listDirectoryUsersTool,
  sendMailToSelfTool,
  getAuditLogTool,
];

/** The tools, and the one table that says who may call which tool. */
export interface ToolBox {
  tools: readonly Tool[];
  policy: AccessPolicy;
}

export function createToolBox(offered: readonly Tool[] = tools): ToolBox {
  return {
    tools: offered,
    policy: createAccessPolicy(offered.map(({ name, access }) => [name, access] as const)),
  };
}
