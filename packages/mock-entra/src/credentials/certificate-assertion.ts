import { X509Certificate } from "node:crypto";
import type { Application, KeyCredential } from "../directory/types.ts";
import { aadsts } from "../errors/aadsts-catalogue.ts";
import type { Exchange } from "../http/exchange.ts";
import { isSignedBy } from "./assertion-signature.ts";
import { assertInTime, type ClientAssertion } from "./client-assertion.ts";
import { thumbprint } from "./thumbprint.ts";

/**
 * An assertion that the application signs itself, with a certificate of its `keyCredentials`. An assertion
 * may be used again until it expires, as MSAL does: Entra keeps no list of `jti`.
 * @throws EntraError 700021, 5002723, 700027, 700023 or 700024
 * @see https://learn.microsoft.com/entra/identity-platform/certificate-credentials
 */
export async function verifyCertificateAssertion(
  exchange: Exchange,
  application: Application,
  assertion: ClientAssertion,
): Promise<void> {
  const { claims } = assertion;
  const names = [claims.issuer, claims.subject].map((name) => name.toLowerCase());
  if (names.some((name) => name !== application.appId.toLowerCase())) throw aadsts.assertionOfAnotherClient();
  const credential = findKeyCredential(application, assertion);
  assertCurrent(credential, exchange.at);
  const certificate = Buffer.from(credential.key, "base64");
  if (!(await isSignedBy(assertion, new X509Certificate(certificate).publicKey))) {
    throw aadsts.assertionSignatureWrong(readableThumbprint(credential));
  }
  if (!claims.audiences.some((audience) => acceptedAudiences(exchange).includes(audience))) {
    throw aadsts.assertionAudienceWrong();
  }
  assertInTime(claims, exchange.at);
}

function findKeyCredential(
  { appId, keyCredentials }: Application,
  { header }: ClientAssertion,
): KeyCredential {
  const thumbprints = [header.x5t, header["x5t#S256"]].filter((name) => name !== undefined);
  // If there is a thumbprint, `kid` may be any name (unconfirmed).
  const named = thumbprints.length === 0 && header.kid !== undefined ? [header.kid] : thumbprints;
  if (named.length === 0) throw aadsts.assertionNamesNoKey();
  const credential = keyCredentials.find((candidate) => named.every((name) => isNameOf(name, candidate)));
  if (!credential) throw aadsts.assertionKeyNotRegistered(readableName(named[0] ?? ""), appId);
  return credential;
}

/** Headers contain a thumbprint in base64url, and `kid` often contains hexadecimal digits. */
function isNameOf(name: string, { key }: KeyCredential): boolean {
  const certificate = Buffer.from(key, "base64");
  return (
    thumbprint(certificate, "sha1", "base64url") === name ||
    thumbprint(certificate, "sha256", "base64url") === name ||
    thumbprint(certificate, "sha1", "hex") === name.toLowerCase()
  );
}

function readableThumbprint({ key }: KeyCredential): string {
  return thumbprint(Buffer.from(key, "base64"), "sha1", "hex").toUpperCase();
}

function readableName(name: string): string {
  return Buffer.from(name, "base64url").toString("hex").toUpperCase();
}

function assertCurrent(credential: KeyCredential, now: Date): void {
  if (now < new Date(credential.endDateTime)) return;
  const { startDateTime, endDateTime } = credential;
  throw aadsts.assertionKeyExpired(readableThumbprint(credential), startDateTime, endDateTime);
}

/** The token endpoint or the issuer of the tenant, with any name of the tenant. */
function acceptedAudiences({ origins, state, tenantSegment }: Exchange): string[] {
  const { id, defaultDomain } = state.directory.tenant;
  return [tenantSegment, id, defaultDomain].flatMap((tenant) => [
    `${origins.authority}/${tenant}/oauth2/v2.0/token`,
    `${origins.authority}/${tenant}/v2.0`,
  ]);
}
