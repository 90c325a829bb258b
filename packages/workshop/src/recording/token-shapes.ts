import type { SecretKind } from "./secret-kinds.ts";

const shapes = {
  jwt: /eyJ[\w-]{8,}\.[\w.-]*/,
  entra: /[01]\.AXYA[\w-]{16,}/,
  clientSecret: /workshop-only-not-a-secret[\w-]*/,
};

/** JSON Web Tokens, the mock's codes and refresh tokens, and its secret. */
const knownShapes = Object.values(shapes).map(({ source }) => source);

/**
 * 256 random bits in base64url: with a digit, or with so many large letters among the small ones that it is no name. One in 1,500 such
 * values has no digit.
 */
const opaque = String.raw`(?=[\w-]*[a-z])(?=[\w-]*[A-Z])(?=[\w-]*\d|(?:[a-z_-]*[A-Z]){9})[\w-]{43,}`;

/** The same, and what looks like 256 random bits. */
const tokenShapes = new RegExp([...knownShapes, opaque].join("|"), "g");

/** Whether a token or secret, or what looks like one, is in a text. */
export function holdsToken(text: string): boolean {
  return text.search(tokenShapes) >= 0;
}

/** The text without them. */
export function withoutTokens(text: string): string {
  return text.replaceAll(tokenShapes, "(token)");
}

/** The values whose shape is only that of a token or a secret. */
export function secretsByShape(text: string): { kind: SecretKind; value: string }[] {
  const found = text.match(new RegExp(knownShapes.join("|"), "g")) ?? [];
  return found.map((value) => ({ kind: kindOfShape(value), value }));
}

function kindOfShape(value: string): SecretKind {
  const claims = claimsOf(value);
  if (claims !== undefined) return kindOfClaims(claims);
  if (value.startsWith("workshop-only")) return "client secret";
  // The mock's sessions have 64 random characters, its codes 256, its refresh tokens 512.
  if (value.startsWith("0.")) return "cookie";
  return value.length < 400 ? "code" : "refresh token";
}

function kindOfClaims(claims: Record<string, unknown>): SecretKind {
  if (claims["scp"] !== undefined || claims["appid"] !== undefined || claims["azp"] !== undefined)
    return "access token";
  if (claims["iss"] !== undefined && claims["iss"] === claims["sub"]) return "client assertion";
  return claims["nonce"] !== undefined || claims["preferred_username"] !== undefined ? "id token" : "token";
}

/** The decoded payload of a JSON Web Token; undefined if it is not one. */
export function claimsOf(token: string): Record<string, unknown> | undefined {
  if (!token.startsWith("eyJ")) return undefined;
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
    return typeof payload === "object" && payload !== null ? { ...payload } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether Entra has issued it: a code or refresh token of its shape, or a token that names a tenant. */
export function isFromEntra(value: string): boolean {
  return new RegExp(`^(?:${shapes.entra.source})$`).test(value) || claimsOf(value)?.["tid"] !== undefined;
}
