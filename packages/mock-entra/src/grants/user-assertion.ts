import { compactVerify, decodeProtectedHeader } from "jose";
import { z } from "zod";
import { aadsts } from "../errors/aadsts-catalogue.ts";
import { type Exchange, secondsOf } from "../http/exchange.ts";
import type { SignedIn } from "../state/records.ts";
import type { TokenRequest } from "./token-request.ts";

const claimsSchema = z.object({
  iss: z.string(),
  aud: z.string(),
  exp: z.number(),
  nbf: z.number(),
  oid: z.string(),
  uti: z.string(),
  scp: z.string().optional(),
  /** The client in version 2.0 and 1.0 access tokens. An id token has neither claim. */
  azp: z.string().optional(),
  appid: z.string().optional(),
});
type AssertionClaims = z.infer<typeof claimsSchema>;

/**
 * The caller's access token, which the API sends.
 * @returns the user, and the token's session
 * @throws EntraError 50027, 50013, 500133, 240002, 500131 or 7000114
 */
export async function verifyUserAssertion(request: TokenRequest, assertion: string): Promise<SignedIn> {
  const { exchange, application } = request;
  const claims = await readSigned(exchange, assertion);
  assertIssuedHere(request, claims);
  assertInTime(exchange, claims);
  const clientId = claims.azp ?? claims.appid;
  if (clientId === undefined) throw aadsts.userAssertionIsIdToken();
  const { appId, displayName, identifierUris } = application;
  if (![appId, ...identifierUris].includes(claims.aud)) {
    throw aadsts.userAssertionAudienceWrong(claims.aud, appId, displayName);
  }
  if (claims.scp === undefined) throw aadsts.applicationOnBehalfOf(appId);
  return { userId: claims.oid, sessionId: exchange.state.accessTokenSessions.get(claims.uti) ?? claims.uti };
}

const signatureDiffers = "The provided signature value did not match the expected signature value.";

/** A token for Graph fails here as well: its signature covers another header than the one that is sent. */
async function readSigned({ state }: Exchange, assertion: string): Promise<AssertionClaims> {
  const key = state.signingKeys.find(keyIdOf(assertion));
  if (!key) throw aadsts.userAssertionSignatureWrong("The key was not found.");
  // RS256 only: with `none`, or with HS256 and the public key, anybody could sign (RFC 8725 §3.1).
  const verified = await compactVerify(assertion, key.publicKey, { algorithms: ["RS256"] }).catch(() => {
    throw aadsts.userAssertionSignatureWrong(
      `${signatureDiffers}, Thumbprint of key used by client: '${key.keyId}'`,
    );
  });
  const claims = claimsSchema.safeParse(JSON.parse(Buffer.from(verified.payload).toString()));
  if (!claims.success) throw aadsts.assertionMalformed();
  return claims.data;
}

/** @throws EntraError 50027 if it is not a JWT */
function keyIdOf(assertion: string): string {
  try {
    return decodeProtectedHeader(assertion).kid ?? "";
  } catch {
    throw aadsts.assertionMalformed();
  }
}

/** Entra's message for a token of another tenant is unconfirmed. */
function assertIssuedHere({ exchange, tenant }: TokenRequest, { iss }: AssertionClaims): void {
  const issuers = [
    `${exchange.origins.authority}/${tenant.id}/v2.0`,
    `https://sts.windows.net/${tenant.id}/`,
  ];
  if (!issuers.includes(iss)) throw aadsts.userAssertionSignatureWrong("The issuer is not of this tenant.");
}

function assertInTime(exchange: Exchange, { nbf, exp }: AssertionClaims): void {
  const now = secondsOf(exchange);
  if (nbf <= now && now < exp) return;
  throw aadsts.userAssertionOutOfTime(exchange.at.toISOString(), new Date(exp * 1000).toISOString());
}
