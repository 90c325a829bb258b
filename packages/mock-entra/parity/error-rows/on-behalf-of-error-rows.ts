import type { ParityRow } from "../parity-row.ts";
import { codeReference, errorRow } from "./error-row.ts";

const userAssertion = "grants/user-assertion.ts";
const onBehalfOf = "grants/on-behalf-of.ts";
const invalidGrant = "400 `invalid_grant`";
const signature = "if (!key) throw aadsts.userAssertionSignatureWrong";

const assertionRows: ParityRow[] = [
  errorRow({
    code: 500131,
    when: "the assertion is for another API",
    answer: invalidGrant,
    source: "https://github.com/AzureAD/microsoft-authentication-library-for-java/issues/38",
    breakIt: {
      file: userAssertion,
      find: "if (![appId, ...identifierUris].includes(claims.aud)) {",
      replace: "if (claims.aud === appId && identifierUris.length > 99) {",
    },
  }),
  errorRow({
    code: 50013,
    when: "the assertion’s signature is wrong",
    answer: invalidGrant,
    source: "https://github.com/AzureAD/microsoft-authentication-library-for-dotnet/issues/1317",
    breakIt: {
      file: userAssertion,
      find: "await compactVerify(assertion, key.publicKey, {",
      replace:
        'await Promise.resolve({ payload: Buffer.from(assertion.split(".")[1] ?? "", "base64url"), key }, {',
    },
  }),
  errorRow({
    code: 50013,
    when: "the assertion’s key is not Entra’s",
    answer: invalidGrant,
    source: codeReference,
    breakIt: {
      file: userAssertion,
      find: signature,
      replace:
        "if (!key) throw aadsts.userAssertionIsIdToken(); if (!key) throw aadsts.userAssertionSignatureWrong",
    },
  }),
  errorRow({
    code: 50013,
    when: "the assertion is of another tenant",
    answer: invalidGrant,
    source: codeReference,
    ours: "same; the words are unconfirmed",
    breakIt: {
      file: userAssertion,
      find: "if (!issuers.includes(iss)) throw",
      replace: "if (!issuers.includes(iss) && iss === '') throw",
    },
  }),
  errorRow({
    code: 50013,
    when: "the assertion is a token for Graph",
    answer: invalidGrant,
    source: "https://github.com/AzureAD/azure-activedirectory-library-for-dotnet/issues/1234",
    breakIt: {
      file: "tokens/graph-token-signature.ts",
      find: 'return [encodeHeader({ ...tokenHeader(key), nonce }), payload, signature].join(".");',
      replace: "return signed;",
    },
  }),
  errorRow({
    code: 500133,
    when: "the assertion has expired",
    answer: invalidGrant,
    source: "https://github.com/microsoftgraph/msgraph-sdk-dotnet/issues/2551",
    breakIt: { file: userAssertion, find: "if (nbf <= now && now < exp) return;", replace: "return;" },
  }),
  errorRow({
    code: 240002,
    when: "the assertion is an id token",
    answer: "400 `invalid_request`",
    source: "https://github.com/microsoft/azure-spring-boot/issues/333",
    breakIt: {
      file: userAssertion,
      find: "if (clientId === undefined) throw aadsts.userAssertionIsIdToken();",
      replace: "",
    },
  }),
  errorRow({
    code: 7000114,
    when: "the assertion has no user in it",
    answer: "400 `unauthorized_client`",
    source: "https://github.com/AzureAD/microsoft-authentication-library-for-dotnet/issues/2130",
    breakIt: {
      file: userAssertion,
      find: "if (claims.scp === undefined) throw aadsts.applicationOnBehalfOf(appId);",
      replace: "",
    },
  }),
  errorRow({
    code: 50027,
    when: "the assertion is no token",
    answer: "400 `invalid_request`",
    source: "unconfirmed",
    breakIt: {
      file: userAssertion,
      find: "  } catch {\n    throw aadsts.assertionMalformed();",
      replace: "  } catch {\n    throw aadsts.requestMalformed();",
    },
  }),
];

const circumstanceRows: ParityRow[] = [
  errorRow({
    code: 50173,
    when: "a token is asked for on behalf of a user who was signed out everywhere since",
    answer: invalidGrant,
    source: codeReference,
    breakIt: {
      file: "tokens/api-access-token.ts",
      find: "exchange.state.accessTokenSessions.set(claims.uti, subject.sessionId);",
      replace: "",
    },
  }),
  errorRow({
    code: 65001,
    when: "a token is asked for on behalf of a user, and no user has consented to it for the API",
    answer: "400 `invalid_grant` with `suberror` `consent_required`",
    source:
      "https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow#gaining-consent-for-the-middle-tier-application",
    breakIt: { file: onBehalfOf, find: "assertConsent(request, user.id, scopes);", replace: "" },
  }),
  errorRow({
    code: 50076,
    when: "a token is asked for on behalf of a user who had no second factor, which a policy wants",
    answer: "400 `invalid_grant` with `suberror` `basic_action` and `claims`",
    source:
      "https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow#error-response-example",
    ours: "same; Microsoft's page has `interaction_required` and AADSTS50079 for a user without a second factor",
    breakIt: {
      file: "conditional-access/assert-access.ts",
      find: 'if (control === "mfa" && !hasSecondFactor(facts, exchange.state.directory.tenant)) {',
      replace: 'if (control === "mfa" && facts === undefined) {',
    },
  }),
  errorRow({
    code: 7000218,
    when: "a public client asks on behalf of a user",
    answer: "401 `invalid_client`",
    source:
      "https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow#client-limitations",
    breakIt: {
      file: onBehalfOf,
      find: 'if (clientAuthentication === "0") throw aadsts.secretMissing();',
      replace: "",
    },
  }),
  errorRow({
    code: 90100,
    when: "requested_token_use is another than on_behalf_of",
    answer: "400 `invalid_request`",
    source: "unconfirmed",
    breakIt: { file: onBehalfOf, find: '!== "on_behalf_of"', replace: '=== "" ' },
  }),
];

/** Errors when an API exchanges the token of its caller. */
export const onBehalfOfErrorRows: ParityRow[] = [...assertionRows, ...circumstanceRows];
