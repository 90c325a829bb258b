import type { User } from "../directory/types.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Interaction } from "../state/records.ts";
import type { MockState } from "../state/mock-state.ts";
import { currentSession, type CurrentSession } from "./sessions.ts";

/** A user, and the tenant whose directory has the account. */
export interface HomeAccount {
  home: MockState;
  user: User;
}

/** An account of another tenant, by the name that its user enters. */
export function accountElsewhere({ state }: Exchange, name: string): HomeAccount | undefined {
  for (const home of state.tenants) {
    const user = home === state ? undefined : home.directory.findUser(name);
    if (user) return { home, user };
  }
  return undefined;
}

/** Whether any organization's user can sign in at this address. At `consumers`, only personal accounts can. */
export function takesEveryOrganization(tenantSegment: string): boolean {
  return ["common", "organizations"].includes(tenantSegment.toLowerCase());
}

/** A session of this browser in another tenant, for an address that accepts the users of all tenants. */
export function sessionElsewhere(
  exchange: Exchange,
): { home: MockState; session: CurrentSession } | undefined {
  if (!takesEveryOrganization(exchange.tenantSegment)) return undefined;
  for (const home of exchange.state.tenants) {
    const session = home === exchange.state ? undefined : currentSession({ ...exchange, state: home });
    if (session) return { home, session };
  }
  return undefined;
}

/**
 * Redirects the browser to the same request in the user's own tenant, which has the session now. Entra shows one page (how it does
 * this is unconfirmed). The application gets the same code.
 * @param encoded the request's parameters, unchanged
 */
export function continueAtHome(
  { origins }: Exchange,
  home: MockState,
  purpose: "authorize" | "admin-consent",
  encoded: string,
): Response {
  const path = purpose === "authorize" ? "oauth2/v2.0/authorize" : "v2.0/adminconsent";
  // The user has just signed in: to ask again would never end.
  const kept = encoded
    .split("&")
    .filter((parameter) => !/^prompt=(?:login|select_account)$/u.test(parameter));
  const location = `${origins.frontChannel}/${home.directory.tenant.id}/${path}?${kept.join("&")}`;
  return new Response(null, { status: 302, headers: { Location: location, "Cache-Control": "no-store" } });
}

/** The parameters of the interrupted request; `undefined` for a device, because its code belongs to one tenant. */
export function parametersOf({
  purpose,
}: Interaction): { kind: "authorize" | "admin-consent"; encoded: string } | undefined {
  if (purpose.kind === "device") return undefined;
  return {
    kind: purpose.kind,
    encoded: purpose.kind === "authorize" ? purpose.request.encoded : purpose.encoded,
  };
}
