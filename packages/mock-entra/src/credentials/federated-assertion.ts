import { createLocalJWKSet } from "jose";
import { tokenExchangeAppId, tokenExchangeAudience } from "../directory/token-exchange.ts";
import type { Application } from "../directory/types.ts";
import { aadsts } from "../errors/aadsts-catalogue.ts";
import type { Exchange } from "../http/exchange.ts";
import { isSignedBy } from "./assertion-signature.ts";
import { assertInTime, type AssertionClaims, type ClientAssertion } from "./client-assertion.ts";
import { isEntraIssuer, verifyManagedIdentityToken } from "./managed-identity-assertion.ts";
import { canonicalIssuer } from "./canonical-issuer.ts";

/**
 * An assertion of another issuer for the application's workload. A federated identity credential has to
 * contain its issuer, subject and audience, and one of that issuer's keys has to sign it.
 * @throws EntraError 700211, 700213, 7002138, 700212, 90061, 7000272, 700027, 700222, 700226 or 700024
 * @see https://learn.microsoft.com/entra/workload-id/workload-identity-federation
 */
export async function verifyFederatedAssertion(
  exchange: Exchange,
  application: Application,
  assertion: ClientAssertion,
): Promise<void> {
  assertTrusted(exchange, application, assertion.claims);
  if (isEntraIssuer(exchange, assertion.claims.issuer)) await verifyManagedIdentityToken(exchange, assertion);
  else await verifyAgainstIssuer(exchange, assertion);
  assertInTime(assertion.claims, exchange.at);
}

/** In the order issuer, subject, audience (unconfirmed). */
function assertTrusted(
  { origins }: Exchange,
  { federatedIdentityCredentials }: Application,
  claims: AssertionClaims,
): void {
  const { issuer, subject, audiences } = claims;
  const ofIssuer = federatedIdentityCredentials.filter(
    (credential) => canonicalIssuer(origins, credential.issuer) === canonicalIssuer(origins, issuer),
  );
  if (ofIssuer.length === 0) throw aadsts.federatedIssuerUnknown(issuer);
  const ofSubject = ofIssuer.filter((credential) => credential.subject === subject);
  if (ofSubject.length === 0) throw subjectMismatch(ofIssuer, subject);
  const presented = new Set(
    audiences.map((audience) => (audience === tokenExchangeAppId ? tokenExchangeAudience : audience)),
  );
  if (!ofSubject.some((credential) => credential.audiences.some((audience) => presented.has(audience)))) {
    throw aadsts.federatedAudienceUnknown(audiences.join(", "));
  }
}

function subjectMismatch(credentials: readonly { subject: string }[], subject: string): Error {
  const lowered = subject.toLowerCase();
  return credentials.some((credential) => credential.subject.toLowerCase() === lowered)
    ? aadsts.federatedSubjectCaseDiffers(subject)
    : aadsts.federatedSubjectUnknown(subject);
}

/** The error for a wrong signature with a known key is unconfirmed. */
async function verifyAgainstIssuer({ state }: Exchange, assertion: ClientAssertion): Promise<void> {
  const { header, claims } = assertion;
  const keys = await state.federatedIssuers.keysOf(claims.issuer);
  if (!keys) throw aadsts.federatedIssuerUnreachable();
  const keyId = header.kid ?? header.x5t ?? "";
  const key = await createLocalJWKSet(keys)({ alg: header.alg, kid: keyId }).catch(() => undefined);
  if (!key) throw aadsts.federatedKeyUnknown(keyId, claims.issuer);
  if (!(await isSignedBy(assertion, key))) throw aadsts.assertionSignatureWrong(keyId);
}
