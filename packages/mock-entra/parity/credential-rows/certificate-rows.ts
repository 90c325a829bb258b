import { witnessedBy } from "../witnessed-by.ts";

const page = "https://learn.microsoft.com/entra/identity-platform/certificate-credentials";
const certificate = "credentials/certificate-assertion.ts";
const assertion = "credentials/client-assertion.ts";
const authentication = "grants/client-authentication.ts";

/** Client assertions that an application signs with its own certificate. */
const wireRows = witnessedBy("test/certificate-assertions.test.ts", [
  {
    id: "certificate-ps256",
    feature: "Certificate, PS256 and x5t#S256",
    entra: "Accepted, and the token says azpacr (appidacr) 2.",
    source: page,
    test: "a PS256 assertion with the SHA-256 thumbprint is accepted, and the token says 2",
    breakIt: { file: authentication, find: 'return "2";', replace: 'return "1";' },
  },
  {
    id: "certificate-rs256",
    feature: "Certificate, RS256 and x5t",
    entra: "Still accepted.",
    source: "library",
    test: "an RS256 assertion with the SHA-1 thumbprint is accepted",
    breakIt: { file: assertion, find: '["RS256", "PS256"]', replace: '["PS256"]' },
  },
  {
    id: "certificate-every-grant",
    feature: "Certificate in place of a secret",
    entra: "Wherever a client authenticates, whatever the grant.",
    source: page,
    test: "a certificate authenticates the client in every grant",
    breakIt: {
      file: authentication,
      find: "if (client.assertion !== undefined) {",
      replace:
        "if (client.secret === undefined) throw aadsts.secretMissing();\n  if (client.assertion !== undefined) {",
    },
  },
  {
    id: "certificate-reuse",
    feature: "An assertion used twice",
    entra: "Accepted until it expires: MSAL keeps one for ten minutes and sends it with every request.",
    source: "library",
    test: "the same assertion is accepted again until it expires: MSAL sends it more than once",
    breakIt: {
      file: certificate,
      find: "  assertInTime(claims, exchange.at);",
      replace: "  application.keyCredentials.length = 0;\n  assertInTime(claims, exchange.at);",
    },
  },
  {
    id: "certificate-audience",
    feature: "Audience of an assertion",
    entra: "The token endpoint or the tenant's issuer.",
    source: page,
    ours: "same; whether other spellings are accepted is unconfirmed",
    test: "the audience may be the tenant's issuer",
    breakIt: { file: certificate, find: "    `${origins.authority}/${tenant}/v2.0`,\n", replace: "" },
  },
  {
    id: "certificate-time",
    feature: "Assertion outside its time",
    entra: "AADSTS700024: 401 `invalid_client` when an assertion is expired or not yet valid.",
    source: "issue",
    ours: "same; the five minutes of tolerance are unconfirmed",
    test: "an assertion that is expired or not yet valid is refused, with five minutes of patience",
    breakIt: {
      file: assertion,
      find: "if (notBefore - toleranceSeconds <= seconds && seconds",
      replace: "if (seconds",
    },
  },
  {
    id: "certificate-audience-wrong",
    feature: "Assertion for another audience",
    entra: "AADSTS700023: 401 `invalid_client` when an assertion is meant for another audience.",
    source: "issue",
    test: "an assertion meant for the resource is refused",
    breakIt: { file: certificate, find: "throw aadsts.assertionAudienceWrong();", replace: "" },
  },
  {
    id: "certificate-unknown-key",
    feature: "Certificate that is not registered",
    entra:
      "AADSTS700027: 401 `invalid_client`, naming the thumbprint, when the certificate is not registered.",
    source: "issue",
    test: "an assertion by a certificate that is not registered is refused, and the message names it",
    breakIt: { file: certificate, find: 'readableName(named[0] ?? "")', replace: '""' },
  },
  {
    id: "certificate-signature",
    feature: "Borrowed thumbprint",
    entra: "AADSTS700027: 401 `invalid_client` when the signature is not by the named certificate.",
    source: "issue",
    test: "an assertion that borrows a registered thumbprint is refused by its signature",
    breakIt: {
      file: certificate,
      find: "throw aadsts.assertionSignatureWrong(readableThumbprint(credential));",
      replace: "",
    },
  },
  {
    id: "certificate-expired",
    feature: "Certificate that has expired",
    entra: "AADSTS700027: 401 `invalid_client` when the certificate's own time is over.",
    source: "issue",
    test: "an expired certificate is refused",
    breakIt: { file: certificate, find: "  assertCurrent(credential, exchange.at);\n", replace: "" },
  },
  {
    id: "certificate-other-client",
    feature: "Assertion of another client",
    entra: "AADSTS700021: 401 `invalid_client` when iss or sub is another application than client_id.",
    source: "issue",
    test: "an assertion whose sub is another application is refused",
    breakIt: { file: certificate, find: "[claims.issuer, claims.subject]", replace: "[claims.issuer]" },
  },
  {
    id: "certificate-names-no-key",
    feature: "Assertion that names no key",
    entra: "AADSTS5002723: 401 `invalid_client` when the header names no thumbprint and no key id.",
    source: "issue",
    test: "an assertion that does not say which key signed it is refused",
    breakIt: {
      file: certificate,
      find: "if (named.length === 0) throw aadsts.assertionNamesNoKey();",
      replace: "",
    },
  },
  {
    id: "assertion-algorithm",
    feature: "Algorithm confusion",
    entra: "AADSTS5002738: 400 `invalid_request`, naming the algorithm, for what Entra does not verify.",
    source: "issue",
    test: "algorithm confusion: none is refused by name",
    breakIt: {
      file: assertion,
      find: "if (!assertionAlgorithms.includes(alg)) throw aadsts.assertionAlgorithmUnsupported(alg);",
      replace: "",
    },
  },
  {
    id: "assertion-claim-missing",
    feature: "Assertion that lacks a claim",
    entra: "AADSTS90014: 400 `invalid_request`, naming the claim, when an assertion lacks one.",
    source: "issue",
    test: "an assertion without exp is refused",
    breakIt: {
      file: assertion,
      find: 'if (exp === undefined) throw aadsts.assertionClaimMissing("exp");',
      replace: "if (exp === undefined) throw aadsts.assertionMalformed();",
    },
  },
  {
    id: "assertion-malformed",
    feature: "Assertion that is no JWT",
    entra: "AADSTS50027: 400 `invalid_request` for what is no JWT.",
    source: "issue",
    test: "an assertion with no JWT is malformed",
    breakIt: {
      file: "errors/credential-errors.ts",
      find: "{ ...invalidRequest, code: 50027 }",
      replace: "{ ...invalidClient, code: 50027 }",
    },
  },
]);

const msalRows = witnessedBy("test/msal-credentials.test.ts", [
  {
    id: "msal-certificate-served",
    feature: "MSAL with a certificate",
    entra: "MSAL signs with PS256 for the token endpoint of its authority.",
    source: "library",
    test: "unmodified MSAL proves an application's identity, served > by a certificate with PS256 and the SHA-256 thumbprint",
    breakIt: {
      file: certificate,
      find: "`${origins.authority}/${tenant}/oauth2/v2.0/token`",
      replace: "`https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token`",
    },
  },
  {
    id: "msal-certificate-chain",
    feature: "MSAL with a certificate that it sends along",
    entra: "x5c is sent beside x5t, and ignored where the certificate itself is registered.",
    source: "library",
    test: "unmodified MSAL proves an application's identity, in process > by a certificate with RS256 and the SHA-1 thumbprint, sending the certificate along",
    breakIt: {
      file: certificate,
      find: 'thumbprint(certificate, "sha1", "base64url") === name ||',
      replace: "",
    },
  },
]);

export const certificateRows = [...wireRows, ...msalRows];
