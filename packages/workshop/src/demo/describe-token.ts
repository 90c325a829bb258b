import type { TraceEvent } from "../recording/trace-event.ts";

/** The claims that are interesting for a learner. */
const tellingClaims = [
  "iss",
  "aud",
  "tid",
  "oid",
  "preferred_username",
  "upn",
  "scp",
  "roles",
  "iat",
  "exp",
  "ver",
];

const microsoftGraphAppId = "00000003-0000-0000-c000-000000000000";

/** A token's claims, one on each line, and never the token. */
export function describeClaims(claims: Record<string, unknown>): string {
  const lines = tellingClaims
    .filter((name) => claims[name] !== undefined)
    .map((name) => line(name, claims[name]));
  return [...lines, `${"signature".padEnd(20)}(never shown)`].join("\n");
}

/** The newest token of this kind that Entra has issued. */
export function latestToken(trace: readonly TraceEvent[], kind: "access_token" | "id_token") {
  return trace.flatMap(({ issued }) => issued).findLast((token) => token.kind === kind)?.claims;
}

/** The description of an opaque token, without the token. */
export function describeOpaqueToken(token: string): string {
  return `${token.slice(0, 4)}… (${token.length} characters, opaque: no claims inside, nothing to read)`;
}

function line(name: string, value: unknown): string {
  const text = Array.isArray(value) ? value.join(", ") : String(value);
  const comment = commentOn(name, value);
  return `${name.padEnd(20)}${text}${comment === undefined ? "" : `   (${comment})`}`;
}

function commentOn(name: string, value: unknown): string | undefined {
  if ((name === "iat" || name === "exp") && typeof value === "number")
    return new Date(value * 1_000).toISOString();
  return value === microsoftGraphAppId ? "Microsoft Graph; only Graph may judge this token" : undefined;
}
