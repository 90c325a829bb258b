import { type BearerChallenge, bearerChallenge } from "./bearer-challenge.ts";

/** The result of the check of one token. */
export type TokenVerdict<Caller> =
  | { kind: "good"; caller: Caller }
  /**
   * @param isExpired the token was valid once: its bearer is known, and has to refresh.
   * @param report writes the reason to the log. It is not called for an address with too many failures.
   */
  | { kind: "bad"; isExpired?: boolean; report?: () => void }
  /** The token cannot be checked at the moment. */
  | { kind: "undecided"; report?: () => void };

export interface BearerCheck<Caller extends { scopes: readonly string[] }> {
  verify(token: string): Promise<TokenVerdict<Caller>>;
  /** The scopes that every token needs here. */
  requiredScopes: readonly string[];
  /** The scopes that a client without a token should ask for; by default, the required ones. */
  baseScopes?: readonly string[];
  resourceMetadataUrl: string;
  /** The name of our scope at the authorization server; by default, the same name. */
  nameOfScope?: (scope: string) => string;
}

/** The part of a request that the decision needs. */
export interface BearerRequest {
  /**
   * The header with this name. A token in a query is not accepted, because logs and histories would contain
   * it.
   */
  authorization: string | undefined;
  /** The recent failures of its address; undefined: failures are not counted. */
  failures?: { areTooMany(): boolean; count(): void };
}

/** The decision about a request, independent of the form of the answer. */
export type BearerDecision<Caller> =
  | { kind: "accepted"; caller: Caller }
  | {
      kind: "refused";
      status: 401 | 403 | 429 | 503;
      headers: Readonly<Record<string, string>>;
      body: { error: string; error_description: string };
    };

/**
 * Decides whether a request with this token is accepted: the same for every kind of token, and for every web
 * framework.
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
    // defence:55-address A limit for each address. Valid tokens still pass. Expired tokens still get the
    // answer that leads to a refresh.
    if (!verdict.isExpired && areTooMany) return later(429, 60, "too_many_requests", tooMany);
    return refuse(401, challengeOf(check, { error: "invalid_token" }));
  }
  const { caller } = verdict;
  // Not by counting: a token may name a scope twice.
  const missing = check.requiredScopes.filter((scope) => !caller.scopes.includes(scope));
  const needed = [...new Set([...caller.scopes, ...missing])];
  // defence:106-scope All scopes: if a client asked only for the missing ones, it would lose those that it
  // has.
  if (missing.length > 0)
    return refuse(403, challengeOf(check, { error: "insufficient_scope", scopes: needed }));
  return { kind: "accepted", caller };
}

/**
 * The challenge of a resource. @param more.scopes our scopes; by default, those that a client begins with.
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

const tooMany = "Too many calls from this address had invalid tokens. Sign in again.";

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
