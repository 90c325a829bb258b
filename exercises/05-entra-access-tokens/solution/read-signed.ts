import { compactVerify, createRemoteJWKSet, errors } from "jose";
import { type Claims, type ServerOptions, TokenRefused } from "./context.ts";

/** The wait after an unknown key ID before the next fetch: an attacker can invent any number of IDs. */
const pauseMilliseconds = 30_000;

/** @returns a function that reads the claims of a token that Entra signed. It throws TokenRefused for each other text. */
export function openSignedReader({ tenantId }: ServerOptions): (token: string) => Promise<Claims> {
  // The address is ours. An address in the token would be its sender's choice.
  const address = `https://login.microsoftonline.com/${tenantId}/discovery/v2.0/keys`;
  const keys = createRemoteJWKSet(new URL(address), { cooldownDuration: pauseMilliseconds });
  return async (token) => {
    try {
      // The sender chooses the header: “none” needs no key, and HS256 would use Entra's public key as a secret.
      const { payload } = await compactVerify(token, keys, { algorithms: ["RS256"] });
      return JSON.parse(Buffer.from(payload).toString());
    } catch (error) {
      throw isAboutTheToken(error) ? new TokenRefused(`Entra has not signed it: ${error.code}.`) : error;
    }
  };
}

/** The codes of jose's errors if Entra's keys could not be fetched. */
const aboutKeys = new Set(["ERR_JOSE_GENERIC", "ERR_JWKS_TIMEOUT", "ERR_JWKS_INVALID"]);

function isAboutTheToken(error: unknown): error is errors.JOSEError {
  return error instanceof errors.JOSEError && !aboutKeys.has(error.code);
}
