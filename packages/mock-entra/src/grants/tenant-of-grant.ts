import { decodeJwt } from "jose";
import { takesEveryOrganization } from "../directory/tenant-names.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Form } from "../http/read-form.ts";
import { homeAccount } from "../state/home-account.ts";
import type { MockState } from "../state/mock-state.ts";
import type { Grant } from "../state/records.ts";

/**
 * At an address for all organizations, the user decides the tenant: it is the user's home. For a device, it is the tenant
 * where the user has confirmed the code, and for a user assertion the tenant that has issued it (both unconfirmed).
 */
export function inTenantOfGrant(exchange: Exchange, form: Form): Exchange {
  if (!takesEveryOrganization(exchange.tenantSegment)) return exchange;
  const tenant = tenantOfGrant(exchange.state, (name) => form.get(name) ?? "");
  return tenant ? { ...exchange, state: tenant } : exchange;
}

function tenantOfGrant(state: MockState, sent: (name: string) => string): MockState | undefined {
  switch (sent("grant_type")) {
    case "authorization_code":
      return homeOf(state, state.authorizationCodes.get(sent("code")));
    case "refresh_token":
      return homeOf(state, state.refreshTokens.get(sent("refresh_token")));
    case "urn:ietf:params:oauth:grant-type:jwt-bearer":
      return state.findTenant(issuerOf(sent("assertion")));
    default: {
      const { outcome, tenantId } = state.deviceAuthorizations.get(sent("device_code")) ?? {};
      return state.findTenant((typeof outcome === "object" ? outcome.tenantId : tenantId) ?? "");
    }
  }
}

function homeOf(state: MockState, grant: Grant | undefined): MockState | undefined {
  const issuer = state.findTenant(grant?.tenantId ?? "");
  const user = issuer?.directory.findUser(grant?.userId ?? "");
  return issuer && user ? homeAccount(issuer, user).home : issuer;
}

/** Only chooses the keys for the verification. */
function issuerOf(assertion: string): string {
  try {
    return String(decodeJwt(assertion)["tid"]);
  } catch {
    return "";
  }
}
