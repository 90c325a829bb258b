import { type Forge, type MockEntra, seed } from "../../src/index.ts";
import { callOfAda, onBehalfOf, withdrawConsent } from "../support/on-behalf-of.ts";
import type { Parameters } from "../support/protocol.ts";
import { asJson, type ErrorCase, readJson, type Refusal } from "./error-case.ts";

const { api, local } = seed.applications;

/** The API sends a token that the test has made. */
async function present(entra: MockEntra, kind: keyof Forge, parameters?: Parameters): Promise<Refusal> {
  return readJson(await onBehalfOf(await entra.forge[kind](callOfAda), parameters));
}

/** Errors of the assertion itself. */
const assertions: [keyof Forge, string, Refusal][] = [
  ["audience", "the assertion is for another API", asJson(400, "invalid_grant", 500131)],
  ["signature", "the assertion’s signature is wrong", asJson(400, "invalid_grant", 50013)],
  ["unknownKid", "the assertion’s key is not Entra’s", asJson(400, "invalid_grant", 50013)],
  ["algNone", "the assertion is not signed", asJson(400, "invalid_grant", 50013)],
  ["hs256WithPublicKey", "the assertion is signed with the public key", asJson(400, "invalid_grant", 50013)],
  ["issuer", "the assertion is of another issuer", asJson(400, "invalid_grant", 50013)],
  ["tenant", "the assertion is of another tenant", asJson(400, "invalid_grant", 50013)],
  ["secondTenant", "the assertion is a real token of another tenant", asJson(400, "invalid_grant", 50013)],
  ["graphToken", "the assertion is a token for Graph", asJson(400, "invalid_grant", 50013)],
  ["expired", "the assertion has expired", asJson(400, "invalid_grant", 500133)],
  ["notYetValid", "the assertion is not valid yet", asJson(400, "invalid_grant", 500133)],
  ["idTokenAsAccessToken", "the assertion is an id token", asJson(400, "invalid_request", 240002)],
  ["appOnly", "the assertion has no user in it", asJson(400, "unauthorized_client", 7000114)],
];

const circumstances: ErrorCase[] = [
  {
    when: "the assertion is no token",
    refusal: asJson(400, "invalid_request", 50027),
    provoke: async () => readJson(await onBehalfOf("no-token")),
  },
  {
    when: "a token is asked for on behalf of a user who was signed out everywhere since",
    refusal: asJson(400, "invalid_grant", 50173),
    provoke: async (entra) => {
      const assertion = await entra.forge.valid(callOfAda);
      entra.revokeSessions(seed.users.ada.id);
      return readJson(await onBehalfOf(assertion));
    },
  },
  {
    when: "a token is asked for on behalf of a disabled user",
    refusal: asJson(400, "invalid_grant", 50057),
    provoke: async (entra) => {
      const assertion = await entra.forge.valid(callOfAda);
      Object.assign(entra.directory.findUser(seed.users.ada.id) ?? {}, { accountEnabled: false });
      return readJson(await onBehalfOf(assertion));
    },
  },
  {
    when: "a token is asked for on behalf of a user, and no user has consented to it for the API",
    refusal: asJson(400, "invalid_grant", 65001, "consent_required"),
    provoke: async (entra) => {
      withdrawConsent(entra, api.appId);
      return present(entra, "valid");
    },
  },
  {
    when: "a token is asked for on behalf of a user who had no second factor, which a policy wants",
    refusal: asJson(400, "invalid_grant", 50076, "basic_action"),
    provoke: async (entra) => {
      entra.directory.addPolicy();
      return present(entra, "valid");
    },
  },
  {
    when: "a public client asks on behalf of a user",
    refusal: asJson(401, "invalid_client", 7000218),
    provoke: (entra) => present(entra, "valid", { client_id: local.appId, client_secret: undefined }),
  },
  {
    when: "requested_token_use is another than on_behalf_of",
    refusal: asJson(400, "invalid_request", 90100),
    provoke: (entra) => present(entra, "valid", { requested_token_use: "logon_cert" }),
  },
  {
    when: "requested_token_use is left out",
    refusal: asJson(400, "invalid_request", 900144),
    provoke: (entra) => present(entra, "valid", { requested_token_use: undefined }),
  },
];

/** Errors when an API exchanges the token of its caller. */
export const onBehalfOfCases: ErrorCase[] = [
  ...assertions.map(([kind, when, refusal]) => ({
    when,
    refusal,
    provoke: (entra: MockEntra) => present(entra, kind),
  })),
  ...circumstances,
];
