import { define } from "./entra-error.ts";

const invalidRequest = { status: 400, error: "invalid_request" };
const invalidClient = { status: 401, error: "invalid_client" };

const seeCertificates =
  "Review the documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials .";
const seeFederation =
  "Check your federated identity credential Subject, Audience and Issuer against the presented assertion. https://learn.microsoft.com/entra/workload-id/workload-identity-federation";

/** Errors about a client assertion: a JWT that a client sends in place of a secret (RFC 7523). */
export const credentialErrors = {
  assertionMalformed: define({ ...invalidRequest, code: 50027 }, () => "JWT token is invalid or malformed."),
  assertionClaimMissing: define(
    { ...invalidRequest, code: 90014 },
    (name: string) =>
      `The required field '${name}' is missing from the credential. Ensure that you have all the necessary parameters for the login request.`,
  ),
  assertionAlgorithmUnsupported: define(
    { ...invalidRequest, code: 5002738 },
    (algorithm: string) =>
      `Invalid JWT token. '${algorithm}' is not a supported signature algorithm. Supported signing algorithms are: 'RS256, PS256'.`,
  ),
  assertionNamesNoKey: define(
    { ...invalidClient, code: 5002723 },
    () =>
      "Invalid JWT token. No certificate SHA-1 thumbprint, certificate SHA-256 thumbprint, nor keyId specified in token header.",
  ),
  assertionOfAnotherClient: define(
    { ...invalidClient, code: 700021 },
    () => `Client assertion application identifier doesn't match 'client_id' parameter. ${seeCertificates}`,
  ),
  assertionAudienceWrong: define(
    { ...invalidClient, code: 700023 },
    () => `Client assertion audience claim does not match Realm issuer. ${seeCertificates}`,
  ),
  assertionOutOfTime: define(
    { ...invalidClient, code: 700024 },
    (now: string, from: string, to: string) =>
      `Client assertion is not within its valid time range. Current time: ${now}, assertion valid from ${from}, expiry time of assertion ${to}. ${seeCertificates}`,
  ),
  assertionKeyNotRegistered: define(
    { ...invalidClient, code: 700027 },
    (thumbprint: string, appId: string) =>
      `The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found., Thumbprint of key used by client: '${thumbprint}', Please visit the Azure Portal, Graph Explorer or directly use MS Graph to see configured keys for app Id '${appId}'.]`,
  ),
  assertionKeyExpired: define(
    { ...invalidClient, code: 700027 },
    (thumbprint: string, start: string, end: string) =>
      `The certificate with identifier used to sign the client assertion is expired on application. [Reason - The key used is expired., Thumbprint of key used by client: '${thumbprint}', Found key 'Start=${start}, End=${end}'.]`,
  ),
  assertionSignatureWrong: define(
    { ...invalidClient, code: 700027 },
    (key: string) =>
      `Client assertion failed signature validation. [Reason - The provided signature value did not match the expected signature value., Thumbprint of key used by client: '${key}'.]`,
  ),
  federatedIssuerUnknown: define(
    { ...invalidClient, code: 700211 },
    (issuer: string) =>
      `No matching federated identity record found for presented assertion issuer '${issuer}'. ${seeFederation}`,
  ),
  federatedAudienceUnknown: define(
    { ...invalidClient, code: 700212 },
    (audience: string) =>
      `No matching federated identity record found for presented assertion audience '${audience}'. ${seeFederation}`,
  ),
  federatedSubjectUnknown: define(
    { ...invalidClient, code: 700213 },
    (subject: string) =>
      `No matching federated identity record found for presented assertion subject '${subject}'. ${seeFederation}`,
  ),
  federatedSubjectCaseDiffers: define(
    { ...invalidClient, code: 7002138 },
    (subject: string) =>
      `No matching federated identity record found for presented assertion subject '${subject}'. The subject matches with case-insensitive comparison, but not with case-sensitive comparison. ${seeFederation}`,
  ),
  /** `error` and status unconfirmed. */
  entraTokenNotExchangeable: define(
    { ...invalidClient, code: 700222 },
    () => "AAD-issued tokens may not be used for federated identity flows.",
  ),
  /** `error` and status unconfirmed. */
  onlyManagedIdentities: define(
    { ...invalidClient, code: 700226 },
    () => "Only MSI tokens may be used as Federated Identity Credentials for AAD issuer.",
  ),
  federatedIssuerUnreachable: define(
    { ...invalidRequest, code: 90061 },
    () => "Request to External OIDC endpoint failed.",
  ),
  federatedKeyUnknown: define(
    { ...invalidClient, code: 7000272 },
    (keyId: string, issuer: string) =>
      `The certificate with identifier ${keyId} used to sign the federated credential could not be found in the metadata of identity provider ${issuer}. Please validate that your Identity Provider's metadata exposes the key used to sign the incoming token.`,
  ),
} as const;
