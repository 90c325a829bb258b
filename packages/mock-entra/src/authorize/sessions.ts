import type { User } from "../directory/types.ts";
import { takesEveryOrganization } from "../directory/tenant-names.ts";
import type { Exchange } from "../http/exchange.ts";
import { secondsOf } from "../http/exchange.ts";
import { clearCookie, readCookie, sessionCookie, setCookie } from "../http/cookies.ts";
import { defaultLifetimes } from "../state/lifetimes.ts";
import { accountIn, type HomeAccount, homeAccount, isSameTenant } from "../state/home-account.ts";
import type { MockState } from "../state/mock-state.ts";
import { newSessionId } from "../state/opaque-value.ts";
import type { SignedIn, SignInFacts } from "../state/records.ts";
import { randomUUID } from "node:crypto";

export interface CurrentSession {
  user: User;
  signedIn: SignedIn;
}

/**
 * The user of this browser in this tenant: the account here, or the guest account. At an address for all organizations, only
 * a user of this tenant.
 */
export function currentSession(exchange: Exchange): CurrentSession | undefined {
  const found = signedInAccount(exchange);
  if (!found) return undefined;
  const isHome = isSameTenant(found.account.home, exchange.state);
  if (takesEveryOrganization(exchange.tenantSegment) && !isHome) return undefined;
  return sessionOf(accountIn(exchange.state, found.account), found.signedIn);
}

/** The user of this browser in another tenant, for an address that accepts the users of all organizations. */
export function sessionElsewhere(
  exchange: Exchange,
): { home: MockState; session: CurrentSession } | undefined {
  if (!takesEveryOrganization(exchange.tenantSegment)) return undefined;
  const found = signedInAccount(exchange);
  if (!found || isSameTenant(found.account.home, exchange.state)) return undefined;
  const session = sessionOf(found.account.user, found.signedIn);
  return session && { home: found.account.home, session };
}

function sessionOf(user: User | undefined, { sessionId }: SignedIn): CurrentSession | undefined {
  return user?.accountEnabled ? { user, signedIn: { userId: user.id, sessionId } } : undefined;
}

/** The account at home of the user of this browser, if the session is still valid. */
function signedInAccount(exchange: Exchange): { account: HomeAccount; signedIn: SignedIn } | undefined {
  const { state, request } = exchange;
  const session = state.sessions.get(readCookie(request, sessionCookie) ?? "");
  if (!session || session.expiresAt <= secondsOf(exchange)) return undefined;
  const tenant = state.findTenant(session.tenantId);
  const user = tenant?.directory.findUser(session.userId);
  if (!tenant || !user?.accountEnabled) return undefined;
  const account = homeAccount(tenant, user);
  return account.user.accountEnabled ? { account, signedIn: session } : undefined;
}

/**
 * Signs the browser in with a new cookie, so that a cookie that an attacker has set before is not valid
 * (session fixation).
 * @param before the session before its second factor
 */
export function startSession(exchange: Exchange, user: User, before?: SignedIn): CurrentSession {
  const cookie = newSessionId();
  const factsBefore = exchange.state.signIns.get(before?.sessionId ?? "");
  const session = {
    userId: user.id,
    tenantId: exchange.state.directory.tenant.id,
    sessionId: recordSignIn(exchange, user, before ? ["pwd", "mfa"] : ["pwd"], factsBefore?.applications),
    expiresAt: secondsOf(exchange) + defaultLifetimes.sessionSeconds,
  };
  exchange.state.sessions.delete(readCookie(exchange.request, sessionCookie) ?? "");
  exchange.state.sessions.set(cookie, session);
  exchange.cookies.push(setCookie(exchange, sessionCookie, cookie));
  return { user, signedIn: session };
}

/** Stores how a user signed in, for the session's tokens. @returns the `sessionId` */
export function recordSignIn(
  exchange: Exchange,
  user: User,
  methods: SignInFacts["methods"],
  applications: Iterable<string> = [],
): string {
  const sessionId = randomUUID();
  exchange.state.signIns.set(sessionId, {
    userId: user.id,
    tenantId: exchange.state.directory.tenant.id,
    startedAt: secondsOf(exchange),
    methods,
    authenticationContexts: [],
    capableClients: new Set(),
    applications: new Set(applications),
    revokedAt: undefined,
  });
  return sessionId;
}

export function endSession(exchange: Exchange): void {
  exchange.state.sessions.delete(readCookie(exchange.request, sessionCookie) ?? "");
  exchange.cookies.push(clearCookie(exchange, sessionCookie));
}
