import { X509Certificate } from "node:crypto";
import { jwtVerify } from "jose";
import type { Application, KeyCredential } from "../directory/types.ts";
import { GraphError } from "../graph/graph-error.ts";
import type { Exchange } from "../http/exchange.ts";

/** Azure AD Graph's application ID, the audience of proofs. */
const audience = "00000002-0000-0000-c000-000000000000";
const maximumAgeSeconds = 600;

/**
 * A JWT, valid for at most ten minutes, that one of the application's certificates has signed: with a stolen
 * permission alone, an attacker must not be able to add a key.
 * @throws GraphError 400
 * @see https://learn.microsoft.com/graph/application-rollkey-prooftoken
 */
export async function assertProofOfPossession(
  { at }: Exchange,
  application: Application,
  proof: string,
): Promise<void> {
  for (const credential of application.keyCredentials) {
    if (await isProof(proof, credential, application.id, at)) return;
  }
  throw new GraphError(
    400,
    "Authentication_MissingOrMalformed",
    "Access Token missing or malformed. The proof has to be signed by a certificate that the application has already.",
  );
}

async function isProof(proof: string, { key }: KeyCredential, issuer: string, at: Date): Promise<boolean> {
  const { publicKey } = new X509Certificate(Buffer.from(key, "base64"));
  try {
    const { payload } = await jwtVerify(proof, publicKey, {
      issuer,
      audience,
      algorithms: ["RS256", "PS256"],
      currentDate: at,
      requiredClaims: ["exp", "nbf"],
    });
    return Number(payload.exp) - Number(payload.nbf) <= maximumAgeSeconds;
  } catch {
    return false;
  }
}
