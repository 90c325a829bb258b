import { type MockEntra, seed } from "../../src/index.ts";
import type { Application } from "../../src/directory/types.ts";
import {
  newPkce,
  obtainCode,
  publicAnswer,
  redeem,
  requestDeviceCode,
  pollDevice,
} from "../support/protocol.ts";
import { asJson, asPage, type ErrorCase, open, readJson, readPage } from "./error-case.ts";

const { local, remote } = seed.applications;
const stranger = "99999999-aaaa-4bbb-8ccc-000000000009";

function applicationOf({ directory }: MockEntra, appId: string): Application {
  const application = directory.findApplication(appId);
  if (!application) throw new Error("no such application");
  return application;
}

const identity: ErrorCase[] = [
  {
    when: "a token is asked for by an application that is not in the tenant",
    refusal: asJson(400, "unauthorized_client", 700016),
    provoke: async () => readJson(await redeem("any", { client_id: stranger })),
  },
  {
    when: "a browser comes from an application that is not in the tenant",
    refusal: asPage(700016),
    provoke: async () => readPage(await open({ client_id: stranger })),
  },
  {
    when: "a token is asked for by the zero GUID",
    refusal: asJson(400, "unauthorized_client", 700038),
    provoke: async () => readJson(await redeem("any", { client_id: "00000000-0000-0000-0000-000000000000" })),
  },
];

const replyAddress: ErrorCase[] = [
  {
    when: "the application has no redirect URI, for the portal's field was left blank",
    refusal: asPage(500113),
    provoke: async (entra) => {
      applicationOf(entra, remote.appId).web.redirectUris.length = 0;
      return readPage(await open());
    },
  },
  {
    when: "an authorization request names no redirect URI",
    refusal: asPage(900971),
    provoke: async () => readPage(await open({ redirect_uri: undefined })),
  },
  {
    when: "the redirect URI is not registered",
    refusal: asPage(50011),
    provoke: async () => readPage(await open({ redirect_uri: "https://evil.example/" })),
  },
  {
    when: "a code is redeemed with another redirect URI than the sign-in's",
    refusal: asJson(401, "invalid_client", 500112),
    provoke: async () =>
      readJson(await redeem(await obtainCode(), { redirect_uri: "http://localhost:3001/other" })),
  },
];

const secrets: ErrorCase[] = [
  {
    when: "the client secret is wrong",
    refusal: asJson(401, "invalid_client", 7000215),
    provoke: async () => readJson(await redeem("any", { client_secret: "wrong" })),
  },
  {
    when: "the client secret has expired",
    refusal: asJson(401, "invalid_client", 7000222),
    provoke: async (entra) => {
      applicationOf(entra, remote.appId).passwordCredentials.push({
        keyId: "e0000000-0000-4000-8000-000000000000",
        displayName: "old",
        endDateTime: "2020-01-01T00:00:00Z",
        secretText: "workshop-only-not-a-secret-expired",
      });
      return readJson(await redeem("any", { client_secret: "workshop-only-not-a-secret-expired" }));
    },
  },
  {
    when: "a confidential client sends no secret",
    refusal: asJson(401, "invalid_client", 7000218),
    provoke: async () => readJson(await redeem(await obtainCode(), { client_secret: undefined })),
  },
  {
    when: "a device polls for an application that does not allow public client flows",
    refusal: asJson(401, "invalid_client", 7000218),
    provoke: async (entra) => {
      const { body } = await requestDeviceCode();
      applicationOf(entra, local.appId).isFallbackPublicClient = false;
      return readJson(await pollDevice(body["device_code"]));
    },
  },
  {
    when: "a public client sends a secret",
    refusal: asJson(401, "invalid_client", 700025),
    provoke: async () => readJson(await publicAnswer({ client_secret: "made up" })),
  },
];

const origin = "http://localhost:5173";
const spa = { client_id: local.appId, redirect_uri: `${origin}/spa` };

/** A code for a single-page application, with or without PKCE. */
function spaCode(entra: MockEntra, challenge: string | undefined): Promise<string> {
  applicationOf(entra, local.appId).spa.redirectUris.push(spa.redirect_uri);
  const pkce = { code_challenge: challenge, code_challenge_method: challenge && "S256" };
  return obtainCode({ ...spa, ...pkce });
}

const singlePage: ErrorCase[] = [
  {
    when: "a single-page application's code is redeemed outside a browser",
    refusal: asJson(400, "invalid_request", 9002327),
    provoke: async (entra) => {
      const { verifier, challenge } = newPkce();
      const code = await spaCode(entra, challenge);
      return readJson(await redeem(code, { ...spa, client_secret: undefined, code_verifier: verifier }));
    },
  },
  {
    when: "a server's code is redeemed by a browser",
    refusal: asJson(400, "invalid_request", 9002326),
    provoke: async () => readJson(await redeem(await obtainCode(), {}, { headers: { origin } })),
  },
  {
    when: "a single-page application redeems a code without PKCE",
    refusal: asJson(400, "invalid_request", 9002325),
    provoke: async (entra) => {
      const code = await spaCode(entra, undefined);
      return readJson(await redeem(code, { ...spa, client_secret: undefined }, { headers: { origin } }));
    },
  },
];

/** Errors of the application, its redirect URI and its credential. */
export const applicationCases: ErrorCase[] = [...identity, ...replyAddress, ...secrets, ...singlePage];
