import { decodeJwt } from "jose";
import { type Claims, type ServerOptions, TokenRefused } from "./context.ts";

/** @returns a function that reads the claims of a token that Entra signed. It throws TokenRefused for each other text. */
export function openSignedReader({ tenantId }: ServerOptions): (token: string) => Promise<Claims> {
  return async (token) => {
    // TODO 5.1: check that Entra signed the token, with a key that Entra publishes. Now, an attacker can write one.
    try {
      return decodeJwt(token);
    } catch {
      throw new TokenRefused("It is no JWT.");
    }
  };
}
