/**
 * The sent fields without the empty values: null and the empty string. In OAuth, a parameter without a value
 * counts as missing (RFC 6749 §3.1). Some clients send empty optional fields of their metadata as null or "".
 */
export function withoutEmptyValues(sent: unknown): unknown {
  if (typeof sent !== "object" || sent === null || Array.isArray(sent)) return sent;
  return Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== null && value !== ""));
}
