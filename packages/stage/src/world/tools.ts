import type { ServerName } from "../protocol.ts";

/** All tools of a server, also those that a user is not allowed to call: the refusal is part of the demo. */
export const toolsOf: Readonly<Record<ServerName, readonly string[]>> = {
  remote: ["getUserDetails", "listDirectoryUsers", "sendMailToSelf", "getAuditLog"],
  "entra-tokens": ["getUserDetails", "listDirectoryUsers", "sendMailToSelf", "getAuditLog"],
  local: ["GetUserDetailsFromGraph"],
};

/** The arguments of a tool's call. */
export function inputOf(tool: string): Record<string, unknown> {
  if (tool === "listDirectoryUsers") return { pageSize: 3 };
  // The server uses `confirm` only if it cannot ask the user itself.
  if (tool === "sendMailToSelf")
    return { subject: "From the stage", body: "Sent by the tool sendMailToSelf.", confirm: true };
  return {};
}
