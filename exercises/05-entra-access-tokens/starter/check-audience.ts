import { type Claims, type ServerOptions, TokenRefused } from "./context.ts";

/** The token is for this API, and a client that we know has got it. @throws TokenRefused */
export function checkAudience(claims: Claims, { clientId, allowedClients }: ServerOptions): void {
  // TODO 5.3: compare the audience, and the client that has got the token.
}
