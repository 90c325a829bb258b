import { type Explanation, places } from "./explanation.ts";

const inTheCode = null;

/** A client that proves itself by a signed token: a certificate or a federated credential. */
export const credentialExplanations: readonly Explanation[] = [
  {
    code: 50027,
    title: "The client assertion is not a JWT",
    meaning: "client_assertion could not be read as a signed token.",
    cause:
      "The program sent the content of a file. The file is empty or incomplete, or it contains something else.",
    fix: "Look at the file that AZURE_FEDERATED_TOKEN_FILE names: three parts with two dots between them.",
    place: inTheCode,
  },
  {
    code: 90014,
    title: "The client assertion lacks a claim",
    meaning: "A claim that every assertion needs is missing; the message names it.",
    cause: "An assertion made by hand, without iss, sub, aud, exp or jti.",
    fix: "Let MSAL make it: give it the certificate (clientCertificate) rather than an assertion of your own.",
    place: inTheCode,
  },
  {
    code: 5002738,
    title: "The assertion’s algorithm is not accepted",
    meaning: "Assertions have to be signed with RS256 or PS256.",
    cause: "A token signed with a shared key (HS256), with an elliptic curve, or not at all.",
    fix: "Sign with an RSA key. MSAL uses PS256.",
    place: inTheCode,
  },
  {
    code: 5002723,
    title: "The assertion does not say which key signed it",
    meaning: "The header has no certificate thumbprint and no key ID.",
    cause: "An assertion made by hand.",
    fix: "Put x5t#S256 (the certificate’s SHA-256 thumbprint) into the header, or let MSAL make the assertion.",
    place: inTheCode,
  },
  {
    code: 700021,
    title: "The assertion is another client’s",
    meaning: "iss and sub of the assertion have to be the client_id of the request.",
    cause: "The certificate’s assertion was made for another registration.",
    fix: "Use one client ID everywhere: AZURE_CLIENT_ID and the assertion’s iss and sub.",
    place: places.overview,
  },
  {
    code: 700023,
    title: "The assertion is meant for another audience",
    meaning: "aud has to be the token endpoint of this tenant.",
    cause: "The assertion was made for another tenant, another cloud, or the authority without its path.",
    fix: "Set aud to the token endpoint, https://login.microsoftonline.com/TENANT_ID/oauth2/v2.0/token.",
    place: inTheCode,
  },
  {
    code: 700024,
    title: "The assertion is too early or too late",
    meaning: "Now is not between the assertion’s nbf and its exp.",
    cause: "The machine’s clock is wrong, or the file with the federated token is no longer renewed.",
    fix: "Correct the clock. Read the token file each time, and not only once at start-up.",
    place: inTheCode,
  },
  {
    code: 700027,
    title: "The certificate is not the application’s, or has expired",
    meaning: "The assertion’s signature could not be verified with any certificate of the application.",
    cause:
      "A new certificate was never uploaded, the old one has expired, or another key made the signature.",
    fix: "Upload the certificate’s public part and compare the thumbprints. Keep both while you change from one to the other.",
    place: places.credentials,
  },
  {
    code: 700211,
    title: "No federated credential trusts this issuer",
    meaning: "The token’s iss is not the issuer of any federated credential of the application.",
    cause: "The credential names the issuer with a slash more or less at its end, or another cluster’s.",
    fix: "Copy iss from the token into the credential, character by character.",
    place: places.federated,
  },
  {
    code: 700212,
    title: "No federated credential accepts this audience",
    meaning: "The token’s aud is not among the audiences of the federated credential.",
    cause: "The token was made for another audience than api://AzureADTokenExchange.",
    fix: "Ask the identity provider for a token for api://AzureADTokenExchange.",
    place: places.federated,
  },
  {
    code: 700213,
    title: "No federated credential trusts this subject",
    meaning: "The token’s sub is not the subject of any federated credential with this issuer.",
    cause:
      "Another namespace, service account, branch or environment than the credential was written for. For a managed identity: its client ID instead of its object (principal) ID.",
    fix: "Copy sub from the token into the credential. For a managed identity that is the object ID.",
    place: places.federated,
  },
  {
    code: 7002138,
    title: "The federated subject differs in upper and lower case",
    meaning: "There is such a subject, but letters differ in case, and Entra compares exactly.",
    cause:
      "A repository or namespace has other upper and lower case letters in the credential than in the token.",
    fix: "Copy sub from the token into the credential.",
    place: places.federated,
  },
  {
    code: 700222,
    title: "A token from Entra cannot be used as a credential",
    meaning:
      "Entra does not accept its own tokens as federated credentials, except those of managed identities.",
    cause: "An application’s access token was sent as client_assertion.",
    fix: "Use a managed identity’s token for api://AzureADTokenExchange, or a certificate.",
    place: places.federated,
  },
  {
    code: 700226,
    title: "Only a managed identity’s token can be used as a credential",
    meaning: "The federated credential trusts this tenant, but the token is not a managed identity’s.",
    cause: "A user’s or another application’s token was sent.",
    fix: "Take the token from the managed identity endpoint of the machine that the server runs on.",
    place: places.federated,
  },
  {
    code: 90061,
    title: "Entra cannot reach the identity provider",
    meaning:
      "To verify a federated token, Entra has to fetch the issuer’s metadata and keys. It could not fetch them.",
    cause: "The issuer is not on the public internet, or its discovery document is wrong.",
    fix: "Open ISSUER/.well-known/openid-configuration from outside your network. On the mock: register the issuer.",
    place: places.federated,
  },
  {
    code: 7000272,
    title: "The identity provider does not publish the signing key",
    meaning: "The token’s kid is not among the keys that the issuer publishes.",
    cause: "The provider changed its keys and publishes them late, or the token is another provider’s.",
    fix: "Publish the key before you sign with it, and leave the old one until its tokens have expired.",
    place: places.federated,
  },
];
