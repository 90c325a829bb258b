/** JSON Web Tokens, the mock's codes and refresh tokens, its secret, and 256 random bits in base64url. */
const tokenShapes =
  /eyJ[\w-]{8,}\.[\w.-]*|[01]\.AXYA[\w-]{16,}|workshop-only-not-a-secret[\w-]*|(?=[\w-]*\d)(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[\w-]{43,}/g;

/** Whether a token or secret, or what looks like one, is in a text. */
export function holdsToken(text: string): boolean {
  return text.search(tokenShapes) >= 0;
}

/** The text without them. */
export function withoutTokens(text: string): string {
  return text.replaceAll(tokenShapes, "(token)");
}
