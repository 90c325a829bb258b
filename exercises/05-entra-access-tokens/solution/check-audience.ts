import { type Claims, type ServerOptions, TokenRefused } from "./context.ts";

/** The token is for this API, and a client that we know has got it. @throws TokenRefused */
export function checkAudience({ aud, azp }: Claims, { clientId, allowedClients }: ServerOptions): void {
  if (aud !== clientId) throw new TokenRefused("aud is another application: the token is not for this API.");
  // Users can consent to any client of the tenant. A malicious one gets a token for this API as well.
  if (typeof azp !== "string" || !allowedClients.includes(azp)) {
    throw new TokenRefused("azp, the client, is not one of the allowed clients.");
  }
}
