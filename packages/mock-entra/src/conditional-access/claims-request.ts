import { z } from "zod";
import { aadsts } from "../errors/aadsts-catalogue.ts";

/** The content of the `claims` parameter: the answer to a claims challenge, or the client's capabilities. */
export interface ClaimsRequest {
  /** `acrs`: authentication contexts, such as `c1`. */
  authenticationContexts: string[];
  /** `capolids`: policies that a refusal has listed. They have to be satisfied for every target. */
  policyIds: string[];
  /** `nbf`: the user has to sign in after this time, in seconds since 1970. */
  signedInSince: number;
  /** `xms_cc`: `cp1` if the client understands claims challenges. */
  clientCapabilities: string[];
}

const claimSchema = z
  .object({ value: z.union([z.string(), z.number()]).optional(), values: z.array(z.string()).optional() })
  .nullable()
  .optional();

const schema = z.object({
  access_token: z
    .object({ acrs: claimSchema, capolids: claimSchema, nbf: claimSchema, xms_cc: claimSchema })
    .nullable()
    .optional(),
});

/**
 * OpenID Connect Core §5.5, for the claims of access tokens that have a meaning here. `capolids` is for an
 * API that was refused on behalf of its user: the policy is for the next API, but the client signs the user
 * in again for the first API.
 * @throws EntraError 90100 (unconfirmed) for an invalid claims request
 * @see https://learn.microsoft.com/entra/identity-platform/claims-challenge
 */
export function parseClaimsRequest(claims: string | undefined): ClaimsRequest {
  const { acrs, capolids, nbf, xms_cc: capabilities } = readAccessTokenClaims(claims);
  return {
    authenticationContexts: valuesOf(acrs),
    policyIds: valuesOf(capolids),
    signedInSince: Number(valuesOf(nbf)[0] ?? 0) || 0,
    clientCapabilities: valuesOf(capabilities).map((capability) => capability.toLowerCase()),
  };
}

type AccessTokenClaims = NonNullable<z.infer<typeof schema>["access_token"]>;

function readAccessTokenClaims(claims: string | undefined): AccessTokenClaims {
  if (claims === undefined) return {};
  try {
    return schema.parse(JSON.parse(claims)).access_token ?? {};
  } catch {
    throw aadsts.parameterInvalid("claims");
  }
}

function valuesOf(claim: z.infer<typeof claimSchema>): string[] {
  return [...(claim?.value === undefined ? [] : [String(claim.value)]), ...(claim?.values ?? [])];
}
