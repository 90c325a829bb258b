import type { ServerName } from "../protocol.ts";

/** The tools of a server, all of them: calling one that a user may not call is worth seeing. */
export const toolsOf: Readonly<Record<ServerName, readonly string[]>> = {
  remote: ["getUserDetails", "listDirectoryUsers", "sendMailToSelf", "getAuditLog"],
  "entra-tokens": ["getUserDetails", "listDirectoryUsers", "sendMailToSelf", "getAuditLog"],
  local: ["GetUserDetailsFromGraph"],
};

/** What the stage's client calls a tool with. */
export function inputOf(tool: string): Record<string, unknown> {
  if (tool === "listDirectoryUsers") return { pageSize: 3 };
  // `confirm` counts only where the server cannot ask the user itself.
  if (tool === "sendMailToSelf")
    return { subject: "From the stage", body: "Sent by the tool sendMailToSelf.", confirm: true };
  return {};
}
