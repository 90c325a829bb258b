import { CompactSign, exportJWK, generateKeyPair, type JWTHeaderParameters, SignJWT } from "jose";
import { type AccessTokenVerifierOptions, openAccessTokenVerifier } from "../../src/index.ts";
import { clientId, entraConfig } from "./workshop-api.ts";

const { tenantId, clientId: audience, authorityHost } = entraConfig;
const pair = await generateKeyPair("RS256");

/** The tenant, and the addresses of its keys. */
export const authority = {
  issuer: `${authorityHost}/${tenantId}/v2.0`,
  jwksUri: `${authorityHost}/${tenantId}/discovery/v2.0/keys`,
};

/** The public key of the tests, in the format in which Entra publishes keys. */
export const published = { ...(await exportJWK(pair.publicKey)), kid: "own", use: "sig" };

/** The object id of the user in these tokens. */
export const objectId = "a1d2c3b4-0001-4000-8000-0000000000a1";

/** A token as Entra issues it, except for these claims. A claim with the value undefined is left out. */
export async function tokenWith(
  claims: Record<string, unknown> = {},
  header: { kid?: string | undefined } = {},
): Promise<string> {
  const seconds = Math.floor(Date.now() / 1_000);
  const usual = {
    iss: authority.issuer,
    aud: audience,
    tid: tenantId,
    ver: "2.0",
    oid: objectId,
    sub: "pairwise-subject",
    azp: clientId,
    scp: "User.Read",
    iat: seconds,
    nbf: seconds,
    exp: seconds + 3_600,
  };
  return new SignJWT({ ...usual, ...claims })
    .setProtectedHeader({ alg: "RS256", kid: published.kid, ...header } as JWTHeaderParameters)
    .sign(pair.privateKey);
}

/** Signed with the same key, but its content is this text. */
export async function tokenOf(content: string): Promise<string> {
  return new CompactSign(new TextEncoder().encode(content))
    .setProtectedHeader({ alg: "RS256", kid: published.kid })
    .sign(pair.privateKey);
}

/** A verifier that gets these keys from Entra. */
export async function verifierWith(
  more: Partial<AccessTokenVerifierOptions> = {},
  keys: readonly unknown[] = [published],
) {
  return openAccessTokenVerifier({
    entra: entraConfig,
    authority,
    allowedClients: [clientId],
    allowsApplications: false,
    fetch: async () => Response.json({ keys }),
    ...more,
  });
}
