import type { Lane, Leak } from "./hop.ts";
import type { RedactedPart } from "./redact-exchange.ts";
import type { Secret } from "./secret-book.ts";
import { isDangerous, type SecretKind } from "./secret-kinds.ts";

/** What decides whether a value is allowed at its place. */
export interface LeakContext {
  /** Who answers. */
  to: Lane;
  /** The exchange carries an MCP message. An MCP message must not contain a token. */
  isMcp: boolean;
  /** The secret that is at this place. */
  secretAt: (place: RedactedPart["places"][number]) => Secret;
}

/** The first secret at a wrong place: in an address, in an answer, or in a header that is not for secrets. */
export function findLeak(parts: readonly RedactedPart[], context: LeakContext): Leak | null {
  for (const part of parts) {
    const secret = misplacedIn(part, context);
    if (secret !== undefined) return leakOf(secret, part.where);
  }
  return null;
}

export function leakOf({ kind, isFromEntra }: Secret, where: string): Leak {
  return { kind: isFromEntra ? `Entra's ${kind}` : kind, where };
}

function misplacedIn(part: RedactedPart, context: LeakContext): Secret | undefined {
  if (isMadeForSecrets(part)) return undefined;
  const mayStand = part.places
    .filter((place) => isRightPlace(place, part, context))
    .map((place) => context.secretAt(place));
  return [...new Set(part.found)].find(
    (secret) => isDangerous(secret.kind) && times(secret, part.found) > times(secret, mayStand),
  );
}

function times(secret: Secret, secrets: readonly Secret[]): number {
  return secrets.filter((each) => each === secret).length;
}

/** A client sends secrets in a body only where the server asks for them. */
function isMadeForSecrets({ side, header, isAddress }: RedactedPart): boolean {
  if (side === "request" && header === undefined && !isAddress) return true;
  return ["authorization", "proxy-authorization", "cookie", "mcp-session-id"].includes(header ?? "");
}

function isRightPlace(
  place: RedactedPart["places"][number],
  { side, header, isAddress }: RedactedPart,
  context: LeakContext,
): boolean {
  const secret = context.secretAt(place);
  if (!isSameKind(place.kind, secret.kind)) return false;
  // A token that Entra issues to the server is for the server only (token passthrough).
  const isPassedOn = secret.isFromEntra && context.to === "server";
  if (header === "set-cookie") return !isPassedOn;
  // A redirect carries a code (RFC 6749 §4.1.2), and no token: browsers and logs keep addresses (RFC 6750 §2.3).
  if (isAddress || header === "location") return place.kind === "code" || place.name === "id_token_hint";
  if (side === "request" || header !== undefined) return false;
  if (place.form !== "JSON") return place.kind === "code" && !isPassedOn;
  return !context.isMcp && !isPassedOn;
}

function isSameKind(one: SecretKind, other: SecretKind): boolean {
  return one === other || one === "token" || other === "token" || one === "cookie";
}
