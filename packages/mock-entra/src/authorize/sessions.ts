import type { User } from "../directory/types.ts";
import type { Exchange } from "../http/exchange.ts";
import { secondsOf } from "../http/exchange.ts";
import { clearCookie, readCookie, sessionCookie, setCookie } from "../http/cookies.ts";
import { defaultLifetimes } from "../state/lifetimes.ts";
import { newSessionId } from "../state/opaque-value.ts";
import type { SignedIn, SignInFacts } from "../state/records.ts";
import { randomUUID } from "node:crypto";

export interface CurrentSession {
  user: User;
  signedIn: SignedIn;
}

/** The user of this browser, if the session is still valid. */
export function currentSession(exchange: Exchange): CurrentSession | undefined {
  const { state, request } = exchange;
  const session = state.sessions.get(readCookie(request, sessionCookie) ?? "");
  if (!session || session.expiresAt <= secondsOf(exchange)) return undefined;
  const user = state.directory.findUser(session.userId);
  return user?.accountEnabled ? { user, signedIn: session } : undefined;
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
