import { witnessedBy } from "../witnessed-by.ts";

const accessTokens = "https://learn.microsoft.com/entra/identity-platform/access-tokens";

/** Tokens of Entra that a resource server has to refuse. */
export const forgeRows = witnessedBy("test/forge.test.ts", [
  {
    id: "other-tenants-tokens",
    feature: "Tokens of another tenant",
    entra:
      "All tenants' tokens are signed by the same keys: the signature alone says nothing about the tenant.",
    source: "https://learn.microsoft.com/entra/identity-platform/claims-validation",
    ours: "`forge.tenant` gives one.",
    test: "what a careless resource server lets in > without a check of the issuer, another tenant's and a version 1 token",
    breakIt: { file: "forge/forgeries.ts", find: "tid: strangerId,", replace: "" },
  },
  {
    id: "id-token-as-access-token",
    feature: "An id token sent to an API as if it were an access token",
    entra:
      "It has the issuer, the key and, for an application that is its own API, the audience of an access token; it lacks scp.",
    source: accessTokens,
    ours: "`forge.idTokenAsAccessToken` gives one.",
    test: "a careful resource server > finds no permission in an id token, which passes every check of issuer, audience, time and key",
    breakIt: {
      file: "forge/forgeries.ts",
      find: "application: subject.api,",
      replace: "",
    },
  },
  {
    id: "graph-token-as-own",
    feature: "A Graph token passed through to another API",
    entra: "Only Graph can verify it.",
    source: accessTokens,
    ours: "`forge.graphToken` gives one that Graph honours and jose refuses.",
    test: "a careful resource server > refuses graphToken",
    breakIt: {
      file: "forge/forgeries.ts",
      find: "return issueGraphAccessToken(exchange, {",
      replace: "return issueApiAccessToken(exchange, { ...subject }) ?? issueGraphAccessToken(exchange, {",
    },
  },
  {
    id: "forged-expired-token",
    feature: "A token past its time",
    entra: "A resource server refuses it by exp, with a few minutes of tolerance at most.",
    source: "https://learn.microsoft.com/entra/identity-platform/claims-validation",
    ours: "`forge.expired` gives one that ended an hour ago, beyond any tolerance.",
    test: "a careful resource server > refuses expired",
    breakIt: {
      file: "forge/forgeries.ts",
      find: "Number(iat) - Number(exp) - hour",
      replace: "hour",
    },
  },
]);
