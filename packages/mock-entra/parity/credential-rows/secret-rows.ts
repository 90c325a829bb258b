import { witnessedBy } from "../witnessed-by.ts";

const authentication = "grants/client-authentication.ts";

/** Client secrets, and clients that may not have one. */
export const secretRows = witnessedBy("test/client-authentication.test.ts", [
  {
    id: "secret-value-not-id",
    feature: "Client secret: value, not id",
    entra: "The id of a secret, which the portal shows beside it, is refused like any wrong secret.",
    source: "capture",
    test: "a wrong secret is refused, and so is the secret's id",
    breakIt: {
      file: authentication,
      find: "({ secretText }) => equalInConstantTime(secretText, secret)",
      replace: "({ secretText, keyId }) => equalInConstantTime(secretText, secret) || keyId === secret",
    },
  },
  {
    id: "secret-several",
    feature: "Client secret: several, with expiry",
    entra: "Any secret that has not expired will do; an expired one is told apart from a wrong one.",
    source: "capture",
    test: "an expired secret is told apart from a wrong one",
    breakIt: {
      file: authentication,
      find: "if (new Date(credential.endDateTime) <= at) throw aadsts.secretExpired(appId);",
      replace: "",
    },
  },
  {
    id: "secret-basic",
    feature: "Client secret by HTTP Basic",
    entra: "client_secret_basic is advertised and accepted.",
    source: "https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow",
    ours: "same; a secret in the form as well is refused by 90100, which is unconfirmed",
    test: "HTTP Basic authenticates too, but not together with a secret in the form",
    breakIt: {
      file: authentication,
      find: 'if (form.has("client_secret") || assertion !== undefined) throw aadsts.parameterInvalid("client_secret");',
      replace: "",
    },
  },
  {
    id: "secret-public-client",
    feature: "Public client with a secret",
    entra: "Refused: whether a client is public goes by the kind of redirect URI that it signed in with.",
    source: "issue",
    test: "a public client that sends a secret is refused",
    breakIt: {
      file: authentication,
      find: "if (offersProof) throw aadsts.publicClientSentSecret();",
      replace: "",
    },
  },
  {
    id: "assertion-type",
    feature: "client_assertion_type",
    entra: "Has to be jwt-bearer.",
    source: "https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow",
    ours: "90100 for another one, which is unconfirmed",
    test: "a client assertion has to say of what type it is",
    breakIt: {
      file: authentication,
      find: 'throw aadsts.parameterInvalid("client_assertion_type");',
      replace: "",
    },
  },
]);
