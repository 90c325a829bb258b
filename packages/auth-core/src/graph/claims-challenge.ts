/**
 * What Graph demands in the next token: the `claims` of its refusal, to be sent to Entra unchanged. Graph
 * sends them when it learns that the user was signed out everywhere, is at another location, or has a new
 * policy (continuous access evaluation).
 *
 * @returns JSON, or undefined if this is not a claims challenge.
 * @see https://learn.microsoft.com/entra/identity-platform/claims-challenge
 */
export function claimsChallengeOf({ headers }: Pick<Response, "headers">): string | undefined {
  const challenge = headers.get("www-authenticate") ?? "";
  if (!/\berror="insufficient_claims"/.test(challenge)) return undefined;
  const encoded = /\bclaims="([A-Za-z0-9+/=_-]+)"/.exec(challenge)?.[1];
  if (encoded === undefined) return undefined;
  const claims = Buffer.from(encoded, "base64").toString("utf8");
  return isJsonObject(claims) ? claims : undefined;
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null;
  } catch {
    return false;
  }
}
