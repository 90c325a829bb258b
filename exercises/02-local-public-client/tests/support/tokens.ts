import { readingsOf } from "@mcp-entra/workshop/attacks";

const length = 8;

/**
 * Whether a text holds a token, a part of one, or a code: as it is, in base64 or in hexadecimal digits.
 *
 * @param token one that was issued here.
 */
export function holdsToken(text: string, token: string): boolean {
  const parts = Array.from({ length: Math.max(token.length - length, 0) }, (_, start) =>
    token.slice(start, start + length),
  );
  return (
    (token !== "" && text.includes(token.slice(-5))) ||
    readingsOf(text).some(
      (reading) =>
        // JSON Web Tokens, and the mock's codes and refresh tokens. MSAL's state begins like a JSON Web Token, and is not secret.
        /eyJ[\w-]+\.eyJ|[01]\.AXYA/.test(reading) || parts.some((part) => reading.includes(part)),
    )
  );
}

/** A claim of a JSON Web Token; undefined if the text is not one. */
export function claimOf(token: string, name: string): unknown {
  try {
    const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as object;
    return Reflect.get(claims, name);
  } catch {
    return undefined;
  }
}
