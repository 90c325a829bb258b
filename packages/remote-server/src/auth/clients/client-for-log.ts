import { hashToken } from "@mcp-entra/auth-core";
import { siteOf } from "./client-name.ts";

/** The ids that this server issues. */
const registeredId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Host names only. A URL parser accepts more characters, for example quotation marks. */
const plainHost = /^[a-z0-9.-]+(?::\d+)?$/;

export function isRegisteredId(clientId: string): boolean {
  return registeredId.test(clientId);
}

/** The name of a client in the log and in the result of `getAuditLog`. */
export function markOf(clientId: string): string {
  return `#${hashToken(clientId).slice(0, 8)}`;
}

/**
 * The host of a client's metadata document, if it is safe in a text. An unknown caller chose the rest of the
 * address.
 */
export function plainSiteOf(clientId: string): string | undefined {
  const site = URL.canParse(clientId) ? siteOf(clientId) : undefined;
  return site !== undefined && plainHost.test(site) ? site : undefined;
}

/**
 * How the log names a client. If this server did not issue the id, an unknown caller chose it. It may read
 * like an instruction to a person, or to a model that reads the log. So the log has only the host of its
 * address, or a hash.
 */
export function clientForLog(clientId: string): string {
  if (isRegisteredId(clientId)) return clientId;
  const site = plainSiteOf(clientId);
  const mark = markOf(clientId);
  return site === undefined ? `unknown client ${mark}` : `"${site}" ${mark}`;
}
