import type { Exchange } from "../http/exchange.ts";
import type { IssuedToken } from "../trace/trace.ts";
import { signCompact } from "./sign-compact.ts";
import { tokenHeader } from "./signing-key.ts";

/**
 * Signs with the current key, so that everybody can verify the token, and records the claims for the trace.
 */
export async function signToken(
  { state, observed }: Exchange,
  kind: IssuedToken["kind"],
  claims: Record<string, unknown>,
): Promise<string> {
  const key = state.signingKeys.current();
  observed.issued.push({ kind, claims });
  return signCompact(tokenHeader(key), claims, key);
}
