import { witnessedBy } from "../witnessed-by.ts";

const page = "https://learn.microsoft.com/entra/workload-id/workload-identity-federation";
const federated = "credentials/federated-assertion.ts";
const managed = "credentials/managed-identity-assertion.ts";

/** Client assertions that another issuer has issued. */
const wireRows = witnessedBy("test/federated-assertions.test.ts", [
  {
    id: "federation-accepted",
    feature: "Federated identity credential",
    entra: "A token whose issuer, subject and audience a credential names stands in for a secret.",
    source: page,
    ours: "same; the issuer's keys are registered with the mock, not fetched",
    test: "the token of a trusted workload stands in for a secret",
    breakIt: {
      file: "credentials/verify-client-assertion.ts",
      find: 'startsWith("https://")',
      replace: 'startsWith("http://")',
    },
  },
  {
    id: "federation-issuer",
    feature: "Federated token: issuer",
    entra: "AADSTS700211: 401 `invalid_client` for an issuer that no credential names, be it by a slash.",
    source: "issue",
    test: "a token of an issuer that the application does not name is refused, be it by a slash",
    breakIt: {
      file: federated,
      find: "if (ofIssuer.length === 0) throw aadsts.federatedIssuerUnknown(issuer);",
      replace: "",
    },
  },
  {
    id: "federation-audience",
    feature: "Federated token: audience",
    entra: "AADSTS700212: 401 `invalid_client` for an audience that the credential does not name.",
    source: "issue",
    ours: "same; the order issuer, subject, audience is unconfirmed",
    test: "a token for another audience is refused",
    breakIt: {
      file: federated,
      find: 'throw aadsts.federatedAudienceUnknown(audiences.join(", "));',
      replace: "",
    },
  },
  {
    id: "federation-subject",
    feature: "Federated token: subject",
    entra: "AADSTS700213: 401 `invalid_client` for a subject that the credential does not name.",
    source: "issue",
    test: "a token of another subject is refused, and one in other case by a code of its own",
    breakIt: {
      file: federated,
      find: ": aadsts.federatedSubjectUnknown(subject);",
      replace: ": aadsts.federatedIssuerUnknown(subject);",
    },
  },
  {
    id: "federation-subject-case",
    feature: "Federated token: case of the subject",
    entra: "AADSTS7002138: 401 `invalid_client` for a subject that differs in upper and lower case only.",
    source: "issue",
    test: "a token of another subject is refused, and one in other case by a code of its own",
    breakIt: {
      file: federated,
      find: "credential.subject === subject",
      replace: "credential.subject.toLowerCase() === subject.toLowerCase()",
    },
  },
  {
    id: "federation-unreachable",
    feature: "Federated token: issuer out of reach",
    entra: "AADSTS90061: 400 `invalid_request` when the issuer's keys cannot be fetched.",
    source: "issue",
    test: "an issuer that cannot be reached is refused as such",
    breakIt: {
      file: "errors/credential-errors.ts",
      find: "{ ...invalidRequest, code: 90061 }",
      replace: "{ ...invalidClient, code: 90061 }",
    },
  },
  {
    id: "federation-unknown-key",
    feature: "Federated token: unpublished key",
    entra: "AADSTS7000272: 401 `invalid_client` when the issuer does not publish the key that signed.",
    source: "issue",
    test: "a token signed by a key that its issuer does not publish is refused",
    breakIt: {
      file: federated,
      find: "if (!key) throw aadsts.federatedKeyUnknown(keyId, claims.issuer);",
      replace: "if (!key) throw aadsts.assertionSignatureWrong(keyId);",
    },
  },
  {
    id: "federation-signature",
    feature: "Bad signature of a federated token",
    entra: "Refused; by which code is not known.",
    source: "unconfirmed",
    ours: "700027, as for a certificate",
    test: "a token that borrows the id of a published key is refused by its signature",
    breakIt: {
      file: federated,
      find: "  if (!(await isSignedBy(assertion, key))) throw aadsts.assertionSignatureWrong(keyId);",
      replace: "",
    },
  },
  {
    id: "federation-time",
    feature: "Expired federated token",
    entra: "Refused with AADSTS700024.",
    source: "issue",
    test: "a token whose time is over is refused",
    breakIt: { file: federated, find: "  assertInTime(assertion.claims, exchange.at);", replace: "" },
  },
  {
    id: "federation-own-provider",
    feature: "Key rotation of an identity provider",
    entra: "The keys that the provider publishes now are the ones that count.",
    source: page,
    ours: "same, at once; Entra may have the old ones cached",
    test: "an identity provider of one's own can be registered, and rotate its keys",
    breakIt: {
      file: "credentials/federated-issuers.ts",
      find: "keySources.set(issuer, () => Promise.resolve(keys));",
      replace: "if (!keySources.has(issuer)) keySources.set(issuer, () => Promise.resolve(keys));",
    },
  },
  {
    id: "federation-only-managed-identities",
    feature: "Federated token: the tenant's own",
    entra: "AADSTS700226: Of the tenant's own tokens only managed identities' are accepted.",
    source: "issue",
    ours: "401 `invalid_client`, which is unconfirmed",
    test: "of Entra's own tokens, an application's is no credential: only a managed identity's is",
    breakIt: {
      file: managed,
      find: "if (!principal || !isUserAssigned(principal)) throw aadsts.onlyManagedIdentities();",
      replace: "",
    },
  },
  {
    id: "federation-other-entra-issuers",
    feature: "Federated token: Entra's other issuers",
    entra: "AADSTS700222: Tokens of Entra's other issuers cannot be exchanged.",
    source: "https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations",
    ours: "401 `invalid_client`, which is unconfirmed",
    test: "tokens of the Entra issuer https://login.microsoftonline.com/other/v2.0 are refused, with any signature",
    breakIt: { file: managed, find: '"login.microsoftonline.com",', replace: "" },
  },
]);

const msalRows = witnessedBy("test/msal-credentials.test.ts", [
  {
    id: "msal-federated",
    feature: "MSAL with a client assertion",
    entra: "What the callback returns is sent as client_assertion.",
    source: "library",
    test: "unmodified MSAL proves an application's identity, served > by the token of a workload outside Azure",
    breakIt: {
      file: "directory/seed-workload-identities.ts",
      find: "subject: workload.subject",
      replace: 'subject: "system:serviceaccount:mcp:other"',
    },
  },
]);

/** The identity provider outside Entra, for another process. */
const servedRows = witnessedBy("test/federation-served.test.ts", [
  {
    id: "federation-token-file",
    feature: "Federated token file",
    entra: "The platform writes a token into the file that AZURE_FEDERATED_TOKEN_FILE names.",
    source: "https://azure.github.io/azure-workload-identity/docs/",
    ours: "GET /_mock/federated-token answers with one, of a ready-made issuer",
    test: "another process gets a federated token file, and MSAL authenticates by it",
    breakIt: {
      file: "control/federation-commands.ts",
      find: "new Response(token, {",
      replace: "new Response(JSON.stringify({ token }), {",
    },
  },
  {
    id: "federation-own-issuer-served",
    feature: "Identity provider of one's own",
    entra: "Entra fetches the provider's OpenID configuration and keys.",
    source: page,
    ours: "POST /_mock/federated-issuers brings the keys: the mock asks no other server",
    test: "another process can bring an identity provider of its own",
    breakIt: {
      file: "credentials/federated-issuers.ts",
      find: "keySources.set(issuer, () => Promise.resolve(keys));",
      replace: "",
    },
  },
]);

export const federationRows = [...wireRows, ...msalRows, ...servedRows];
