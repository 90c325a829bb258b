/**
 * What was sent, without the values that say nothing: null and the empty string. OAuth reads a parameter without a value as one
 * that was left out (RFC 6749 §3.1), and clients send optional fields of their metadata as null or "" where they have nothing to say.
 */
export function withoutEmptyValues(sent: unknown): unknown {
  if (typeof sent !== "object" || sent === null || Array.isArray(sent)) return sent;
  return Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== null && value !== ""));
}
