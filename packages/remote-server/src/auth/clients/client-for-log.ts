import { hashToken } from "@mcp-entra/auth-core";
import { siteOf } from "./client-name.ts";

/** As this server hands them out. */
const registeredId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Names of hosts, and nothing else that a URL parser lets pass as one, such as quotation marks. */
const plainHost = /^[a-z0-9.-]+(?::\d+)?$/;

export function isRegisteredId(clientId: string): boolean {
  return registeredId.test(clientId);
}

/** Under which a client is found again, in the log and in what `getAuditLog` shows. */
export function markOf(clientId: string): string {
  return `#${hashToken(clientId).slice(0, 8)}`;
}

/** The host of a client's metadata document, if it can stand in a text. The rest of the address is text that a stranger chose. */
export function plainSiteOf(clientId: string): string | undefined {
  const site = URL.canParse(clientId) ? siteOf(clientId) : undefined;
  return site !== undefined && plainHost.test(site) ? site : undefined;
}

/**
 * How a client stands in the log. An id that this server did not hand out is text that a stranger chose, also one that reads like an
 * instruction to a person, or to a model that looks for what is wrong. So the host of its address is there, or nothing of it but a hash.
 */
export function clientForLog(clientId: string): string {
  if (isRegisteredId(clientId)) return clientId;
  const site = plainSiteOf(clientId);
  const mark = markOf(clientId);
  return site === undefined ? `unknown client ${mark}` : `"${site}" ${mark}`;
}
