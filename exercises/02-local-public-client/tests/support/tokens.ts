import { readingsOf } from "@mcp-entra/workshop/attacks";

const length = 8;

/**
 * MSAL's state, as in the address of the sign-in page: base64 of a random ID, and not secret. One in 400 has eight characters of a token
 * by chance, since a token holds IDs of the same form.
 */
const stateOfMsal = /eyJpZCI6\w*/g;

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
    readingsOf(text.replaceAll(stateOfMsal, "")).some(
      (reading) =>
        // JSON Web Tokens, and the mock's codes and refresh tokens.
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
