import { type Claims, type ServerOptions, TokenRefused } from "./context.ts";

/** Checks that Entra issued the token for our tenant, in version 2. @throws TokenRefused */
export function checkIssuer(claims: Claims, { tenantId }: ServerOptions): void {
  // TODO 5.2: compare the issuer. For a token of version 1.0, say in the message what to change.
}
