import { createPublicKey, type KeyObject, verify } from "node:crypto";
import type { ServerOptions } from "./options.ts";

/** What a good token says. */
export interface Session {
  token: string;
  objectId: string;
  clientId: string;
  scopes: string[];
  roles: string[];
}

export type Verdict = { session: Session } | { refusal: string } | "undecided";

const minute = 60_000;
const freshMilliseconds = 60 * minute;

/** Entra's keys by their IDs, with jose left out: fetched when one is unknown, twice a minute at most, and anew after an hour. */
function openKeys(tenantId: string) {
  const address = `https://login.microsoftonline.com/${tenantId}/discovery/v2.0/keys`;
  let keys: Map<string, KeyObject> | undefined;
  let lastTry = Number.NEGATIVE_INFINITY;
  let fetching: Promise<void> | undefined;

  const fetchAll = async (): Promise<void> => {
    lastTry = Date.now();
    const answer = await fetch(address, { redirect: "error" });
    if (!answer.ok) return;
    const set: { keys: { kid: string; kty: string; n: string; e: string }[] } = JSON.parse(
      await answer.text(),
    );
    keys = new Map(set.keys.map((jwk) => [jwk.kid, createPublicKey({ key: jwk, format: "jwk" })]));
  };
  const refresh = async (): Promise<void> => {
    fetching ??= fetchAll()
      .catch(() => undefined)
      .finally(() => (fetching = undefined));
    return fetching;
  };

  return async (keyId: string): Promise<KeyObject | "unknown" | "undecided"> => {
    const isOld = Date.now() - lastTry > freshMilliseconds;
    const isMissing = keys?.has(keyId) !== true && Date.now() - lastTry > minute / 2;
    if (isOld || isMissing || keys === undefined) await refresh();
    if (keys === undefined) return "undecided";
    return keys.get(keyId) ?? "unknown";
  };
}

/** One function from a token to a verdict: no exception tells one refusal from another. */
export function createVerifier(options: ServerOptions): (token: string) => Promise<Verdict> {
  const findKey = openKeys(options.tenantId);
  return async (token) => {
    const [head = "", body = "", signature = "", ...rest] = token.split(".");
    const header = objectIn(head);
    if (rest.length > 0 || header?.["alg"] !== "RS256" || typeof header["kid"] !== "string") {
      return { refusal: "no JWT with RS256 and a key ID" };
    }
    const key = await findKey(header["kid"]);
    if (key === "undecided") return key;
    if (key === "unknown") return { refusal: "Entra publishes no such key" };
    const isSigned = verify(
      "sha256",
      Buffer.from(`${head}.${body}`),
      key,
      Buffer.from(signature, "base64url"),
    );
    const claims = isSigned ? objectIn(body) : undefined;
    return claims === undefined ? { refusal: "the signature does not fit" } : judge(token, claims, options);
  };
}

type Json = Record<string, unknown>;

/** In the order of a table: the first line that holds is the reason. */
function judge(token: string, claims: Json, { tenantId, clientId, allowedClients }: ServerOptions): Verdict {
  const { iss, ver, aud, azp, exp, nbf, oid, scp, roles } = claims;
  const now = Date.now() / 1_000;
  const table: [boolean, string][] = [
    [ver !== "2.0", "not version 2.0: set requestedAccessTokenVersion to 2 in the API's manifest"],
    [iss !== `https://login.microsoftonline.com/${tenantId}/v2.0`, "of another issuer"],
    [aud !== clientId, "for another application"],
    [!allowedClients.some((each) => each === azp), "of a client that is not allowed"],
    [!Number.isFinite(exp) || Number(exp) < now, "expired"],
    [typeof nbf === "number" && nbf > now + 30, "not valid yet"],
    [typeof scp !== "string", "no scp, so no user"],
    [typeof oid !== "string" || oid.length === 0, "no oid"],
  ];
  const refusal = table.find(([isBad]) => isBad)?.[1];
  if (refusal !== undefined) return { refusal };
  const session = {
    token,
    objectId: String(oid),
    clientId: String(azp),
    scopes: String(scp).split(" "),
    roles: Array.isArray(roles) ? roles.filter((role): role is string => typeof role === "string") : [],
  };
  return { session };
}

function objectIn(part: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString());
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
