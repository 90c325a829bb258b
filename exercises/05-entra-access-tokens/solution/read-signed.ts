import { compactVerify, createRemoteJWKSet, errors } from "jose";
import { type Claims, type ServerOptions, TokenRefused } from "./context.ts";

/** After an unknown key id, so long passes before Entra is asked again: strangers can make up ids without end. */
const pauseMilliseconds = 30_000;

/** Reads what Entra has signed. @returns a function that throws TokenRefused for everything else. */
export function openSignedReader({ tenantId }: ServerOptions): (token: string) => Promise<Claims> {
  // The address is ours. One in the token would be that of the token's maker.
  const address = `https://login.microsoftonline.com/${tenantId}/discovery/v2.0/keys`;
  const keys = createRemoteJWKSet(new URL(address), { cooldownDuration: pauseMilliseconds });
  return async (token) => {
    try {
      // The header is the sender's: “none” takes no key, and HS256 would take Entra's public key for a secret.
      const { payload } = await compactVerify(token, keys, { algorithms: ["RS256"] });
      return JSON.parse(Buffer.from(payload).toString());
    } catch (error) {
      throw isAboutTheToken(error) ? new TokenRefused(`Entra has not signed it: ${error.code}.`) : error;
    }
  };
}

/** Errors of jose that say nothing about the token: Entra's keys could not be fetched. */
const aboutKeys = new Set(["ERR_JOSE_GENERIC", "ERR_JWKS_TIMEOUT", "ERR_JWKS_INVALID"]);

function isAboutTheToken(error: unknown): error is errors.JOSEError {
  return error instanceof errors.JOSEError && !aboutKeys.has(error.code);
}
