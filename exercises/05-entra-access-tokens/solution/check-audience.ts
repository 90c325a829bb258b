import { type Claims, type ServerOptions, TokenRefused } from "./context.ts";

/** Checks that the token is for this API, and that an allowed client got it. @throws TokenRefused */
export function checkAudience({ aud, azp }: Claims, { clientId, allowedClients }: ServerOptions): void {
  if (aud !== clientId) throw new TokenRefused("aud is another application: the token is not for this API.");
  // Users can consent to each client of the tenant. So a malicious client can get a token for this API, too.
  if (typeof azp !== "string" || !allowedClients.includes(azp)) {
    throw new TokenRefused("azp, the client, is not one of the allowed clients.");
  }
}
