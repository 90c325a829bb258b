import type { User } from "../directory/types.ts";
import type { Exchange } from "../http/exchange.ts";
import { secondsOf } from "../http/exchange.ts";
import { clearCookie, readCookie, sessionCookie, setCookie } from "../http/cookies.ts";
import { defaultLifetimes } from "../state/lifetimes.ts";
import { newSessionId } from "../state/opaque-value.ts";
import type { SignedIn } from "../state/records.ts";
import { randomUUID } from "node:crypto";

export interface CurrentSession {
  user: User;
  signedIn: SignedIn;
}

/** Who this browser is signed in as, if the session still holds. */
export function currentSession(exchange: Exchange): CurrentSession | undefined {
  const { state, request } = exchange;
  const session = state.sessions.get(readCookie(request, sessionCookie) ?? "");
  if (!session || session.expiresAt <= secondsOf(exchange)) return undefined;
  const user = state.directory.findUser(session.userId);
  return user?.accountEnabled ? { user, signedIn: session } : undefined;
}

/**
 * Signs the browser in under a fresh cookie, so that a planted one is worth nothing (session fixation).
 * @param before the session that a second factor has just been added to
 */
export function startSession(exchange: Exchange, user: User, before?: SignedIn): CurrentSession {
  const cookie = newSessionId();
  const session = {
    userId: user.id,
    sessionId: randomUUID(),
    expiresAt: secondsOf(exchange) + defaultLifetimes.sessionSeconds,
  };
  const factsBefore = exchange.state.signIns.get(before?.sessionId ?? "");
  exchange.state.signIns.set(session.sessionId, {
    userId: user.id,
    startedAt: secondsOf(exchange),
    methods: before ? ["pwd", "mfa"] : ["pwd"],
    authenticationContexts: [],
    capableClients: new Set(),
    applications: new Set(factsBefore?.applications),
    revokedAt: undefined,
  });
  exchange.state.sessions.delete(readCookie(exchange.request, sessionCookie) ?? "");
  exchange.state.sessions.set(cookie, session);
  exchange.cookies.push(setCookie(exchange, sessionCookie, cookie));
  return { user, signedIn: session };
}

export function endSession(exchange: Exchange): void {
  exchange.state.sessions.delete(readCookie(exchange.request, sessionCookie) ?? "");
  exchange.cookies.push(clearCookie(exchange, sessionCookie));
}
