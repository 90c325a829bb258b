import { type BearerChallenge, bearerChallenge } from "./bearer-challenge.ts";

/** What a look at one token has found. */
export type TokenVerdict<Caller> =
  | { kind: "good"; caller: Caller }
  /**
   * @param isExpired it was good once: its bearer has to refresh, and is no stranger.
   * @param report tells the log why. It is left out for an address that has got too much wrong.
   */
  | { kind: "bad"; isExpired?: boolean; report?: () => void }
  /** Nothing can be said about it at the moment. */
  | { kind: "undecided"; report?: () => void };

export interface BearerCheck<Caller extends { scopes: readonly string[] }> {
  verify(token: string): Promise<TokenVerdict<Caller>>;
  /** Without these a token is good for nothing here. */
  requiredScopes: readonly string[];
  /** What a client without a token is told to ask for; the required ones unless given. */
  baseScopes?: readonly string[];
  resourceMetadataUrl: string;
  /** How the authorization server knows a scope of ours; the same name unless given. */
  nameOfScope?: (scope: string) => string;
}

/** What there is of a request to decide by. */
export interface BearerRequest {
  /** The header of this name. A token in a query would end up in logs and histories, and does not count. */
  authorization: string | undefined;
  /** What its address has got wrong lately; undefined: they are not counted. */
  failures?: { areTooMany(): boolean; count(): void };
}

/** What becomes of a request, without saying how it is answered. */
export type BearerDecision<Caller> =
  | { kind: "accepted"; caller: Caller }
  | {
      kind: "refused";
      status: 401 | 403 | 429 | 503;
      headers: Readonly<Record<string, string>>;
      body: { error: string; error_description: string };
    };

/**
 * Whether the bearer of this token may come in: the same for every kind of token, and for every web framework.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6750 @see https://www.rfc-editor.org/rfc/rfc9728#section-5
 *
 * @example
 * ```ts
 * const decision = await checkBearer({ authorization: undefined }, check);
 * expect(decision).toMatchObject({ kind: "refused", status: 401 });
 * ```
 */
export async function checkBearer<Caller extends { scopes: readonly string[] }>(
  { authorization, failures }: BearerRequest,
  check: BearerCheck<Caller>,
): Promise<BearerDecision<Caller>> {
  const token = /^Bearer +([\w.~+/=-]+)$/i.exec(authorization ?? "")?.[1];
  if (token === undefined) return refuse(401, challengeOf(check));
  const verdict = await check.verify(token);
  if (verdict.kind === "undecided") {
    verdict.report?.();
    return later(503, 5, "temporarily_unavailable", "The token cannot be checked at the moment.");
  }
  if (verdict.kind === "bad") {
    const areTooMany = failures?.areTooMany() ?? false;
    failures?.count();
    if (!areTooMany) verdict.report?.();
    // defence:55-address Of one address, so many and no more. Good tokens still pass, and so does what expired ones need: the way to a refresh.
    if (!verdict.isExpired && areTooMany) return later(429, 60, "too_many_requests", tooMany);
    return refuse(401, challengeOf(check, { error: "invalid_token" }));
  }
  const { caller } = verdict;
  const needed = [...new Set([...caller.scopes, ...check.requiredScopes])];
  // defence:106-scope All of them: a client that asked for the missing ones alone would lose those that it has.
  if (needed.length > caller.scopes.length)
    return refuse(403, challengeOf(check, { error: "insufficient_scope", scopes: needed }));
  return { kind: "accepted", caller };
}

/**
 * The challenge of a resource. @param more.scopes ours; those that a client begins with unless given.
 *
 * @example
 * ```ts
 * const stepUp = challengeOf(check, { error: "insufficient_scope", scopes: ["User.Read", "Mail.Send"] });
 * expect(bearerChallenge(stepUp).header).toContain('scope="User.Read Mail.Send"');
 * ```
 */
export function challengeOf(
  {
    requiredScopes,
    baseScopes = requiredScopes,
    resourceMetadataUrl,
    nameOfScope = (scope) => scope,
  }: Omit<BearerCheck<never>, "verify">,
  { scopes = baseScopes, ...more }: Partial<BearerChallenge> = {},
): BearerChallenge {
  return { ...more, scopes: scopes.map(nameOfScope), resourceMetadataUrl };
}

const tooMany = "Too many calls of this address came with tokens that are not good. Sign in again.";

function refuse(status: 401 | 403, challenge: BearerChallenge): BearerDecision<never> {
  const { header, body } = bearerChallenge(challenge);
  return { kind: "refused", status, headers: { "WWW-Authenticate": header }, body };
}

function later(
  status: 429 | 503,
  seconds: number,
  error: string,
  description: string,
): BearerDecision<never> {
  const headers = { "Retry-After": String(seconds) };
  return { kind: "refused", status, headers, body: { error, error_description: description } };
}
