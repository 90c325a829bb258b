import { type Claims, type ServerOptions, TokenRefused } from "./context.ts";

/** Entra has issued the token for our tenant, in version 2. @throws TokenRefused */
export function checkIssuer(claims: Claims, { tenantId }: ServerOptions): void {
  // TODO 5.2: compare the issuer. Say in the message what to change when a token has version 1.0.
}
