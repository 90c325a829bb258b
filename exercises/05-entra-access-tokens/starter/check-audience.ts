import { type Claims, type ServerOptions, TokenRefused } from "./context.ts";

/** Checks that the token is for this API, and that an allowed client got it. @throws TokenRefused */
export function checkAudience(claims: Claims, { clientId, allowedClients }: ServerOptions): void {
  // TODO 5.3: compare the audience, and the client that got the token.
}
