import type { Application, Tenant } from "../directory/types.ts";
import { isForPersonalAccounts } from "../directory/tenant-names.ts";
import { aadsts } from "../errors/aadsts-catalogue.ts";
import type { Exchange } from "../http/exchange.ts";
import { assertAudience, isSharedSegment, resolveTenant } from "./resolve-tenant.ts";

const zeroGuid = "00000000-0000-0000-0000-000000000000";

/**
 * The tenant and the application of a request, also recorded for the trace.
 * @throws EntraError 90002, 900023, 700038, 700016, 50194, 9002331 or 9002332
 */
export function resolveClient(
  exchange: Exchange,
  appId: string,
): { tenant: Tenant; application: Application } {
  const { state, tenantSegment, observed } = exchange;
  const tenant = resolveTenant(state, tenantSegment);
  if (appId === zeroGuid) throw aadsts.applicationIdIsZero(appId);
  const application = state.directory.findApplication(appId) ?? registeredAnywhere(exchange, appId);
  if (!application) throw aadsts.applicationNotFound(appId, tenant.displayName);
  observed.clientId = application.appId;
  assertAudience(application, tenantSegment);
  return { tenant, application };
}

/** At an address for more than one tenant, also another tenant's own application: it is refused by its kind there. */
function registeredAnywhere({ state, tenantSegment }: Exchange, appId: string): Application | undefined {
  if (!isSharedSegment(tenantSegment) && !isForPersonalAccounts(tenantSegment)) return undefined;
  for (const { directory } of state.tenants) {
    const found = directory.findApplication(appId);
    if (found) return found;
  }
  return undefined;
}
