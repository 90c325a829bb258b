import { type Claims, type ServerOptions, TokenRefused } from "./context.ts";

/** Checks that Entra issued the token for our tenant, in version 2. @throws TokenRefused */
export function checkIssuer({ iss, ver }: Claims, { tenantId }: ServerOptions): void {
  if (ver === "1.0") {
    throw new TokenRefused(
      "It has version 1.0. Set api.requestedAccessTokenVersion to 2 in the manifest of this API's registration.",
    );
  }
  // Entra signs the tokens of all tenants with the same keys.
  if (iss !== `https://login.microsoftonline.com/${tenantId}/v2.0`) {
    throw new TokenRefused("iss is not the version 2 issuer of this tenant.");
  }
}
