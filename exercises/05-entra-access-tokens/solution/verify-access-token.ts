import { checkAudience } from "./check-audience.ts";
import { checkIssuer } from "./check-issuer.ts";
import { checkTime } from "./check-time.ts";
import type { Caller, ServerOptions } from "./context.ts";
import { openSignedReader } from "./read-signed.ts";
import { toCaller } from "./to-caller.ts";

/**
 * All checks of a token, one task after the other. It is a function for the whole life of the server, so what a task opens is opened
 * once.
 *
 * @returns a function. It throws TokenRefused for a bad token, and another error if it could not check the token.
 */
export function openVerifier(options: ServerOptions): (token: string) => Promise<Caller> {
  const readSigned = openSignedReader(options);
  return async (token) => {
    const claims = await readSigned(token);
    checkIssuer(claims, options);
    checkAudience(claims, options);
    checkTime(claims);
    return { ...toCaller(claims), token };
  };
}
