import { type MockEntra, seed } from "../../src/index.ts";
import { createBrowser } from "../support/browser.ts";
import { makeMultitenant } from "../support/multitenant.ts";
import { newPkce, obtainCode, pollDevice, redeem, refresh, requestDeviceCode } from "../support/protocol.ts";
import { confirmDevice, pageOf, pressButton } from "../support/sign-in.ts";
import { asJson, asPage, type ErrorCase, readJson, readPage } from "./error-case.ts";

const { local, remote } = seed.applications;

/** Another confidential client, with the same secret. */
function addClient({ directory }: MockEntra): string {
  const base = directory.findApplication(remote.appId);
  if (!base) throw new Error("no seed");
  const appId = "33333333-aaaa-4bbb-8ccc-000000000003";
  directory.addApplication({ ...structuredClone(base), appId });
  return appId;
}

const codes: ErrorCase[] = [
  {
    when: "a code is redeemed a second time",
    refusal: asJson(400, "invalid_grant", 54005),
    provoke: async () => {
      const code = await obtainCode();
      await redeem(code);
      return readJson(await redeem(code));
    },
  },
  {
    when: "the code verifier does not fit the challenge",
    refusal: asJson(400, "invalid_grant", 501481),
    provoke: async () => {
      const pkce = { code_challenge: newPkce().challenge, code_challenge_method: "S256" };
      return readJson(await redeem(await obtainCode(pkce), { code_verifier: newPkce().verifier }));
    },
  },
  {
    when: "a code is redeemed after ten minutes",
    refusal: asJson(400, "invalid_grant", 70008),
    provoke: async (entra) => {
      const code = await obtainCode();
      entra.clock.advance({ seconds: 601 });
      return readJson(await redeem(code));
    },
  },
  {
    when: "a code is redeemed by another client",
    refusal: asJson(400, "invalid_grant", 70000),
    provoke: async (entra) => readJson(await redeem(await obtainCode(), { client_id: addClient(entra) })),
  },
  {
    when: "a code of another tenant is redeemed",
    refusal: asJson(400, "invalid_grant", 700005),
    provoke: async (entra) => {
      makeMultitenant(entra);
      return readJson(await redeem(await obtainCode(), {}, { tenant: seed.secondTenant.id }));
    },
  },
];

const refreshTokens: ErrorCase[] = [
  {
    when: "a refresh token was not used for 90 days",
    refusal: asJson(400, "invalid_grant", 700082, "bad_token"),
    provoke: async (entra) => {
      const { body } = await redeem(await obtainCode());
      entra.clock.advance({ seconds: 91 * 86_400 });
      return readJson(await refresh(body["refresh_token"]));
    },
  },
  {
    when: "a refresh token was revoked",
    refusal: asJson(400, "invalid_grant", 50173),
    provoke: async (entra) => {
      const { body } = await redeem(await obtainCode());
      entra.killRefreshTokens();
      return readJson(await refresh(body["refresh_token"]));
    },
  },
  {
    when: "a single-page application's refresh token is older than a day",
    refusal: asJson(400, "invalid_grant", 700084),
    provoke: async (entra) => {
      const headers = { origin: "http://localhost:5173" };
      const spa = { client_id: local.appId, redirect_uri: `${headers.origin}/spa`, client_secret: undefined };
      entra.directory.findApplication(local.appId)?.spa.redirectUris.push(spa.redirect_uri);
      const { verifier, challenge } = newPkce();
      const code = await obtainCode({ ...spa, code_challenge: challenge, code_challenge_method: "S256" });
      const { body } = await redeem(code, { ...spa, code_verifier: verifier }, { headers });
      entra.clock.advance({ seconds: 86_401 });
      return readJson(await refresh(body["refresh_token"], spa, { headers }));
    },
  },
];

async function newDevice() {
  const { body } = await requestDeviceCode();
  const device = { verificationUri: String(body["verification_uri"]), userCode: String(body["user_code"]) };
  return { deviceCode: body["device_code"], device };
}

const devices: ErrorCase[] = [
  {
    when: "a device polls before anybody has confirmed",
    refusal: asJson(400, "authorization_pending", 70016),
    provoke: async () => readJson(await pollDevice((await newDevice()).deviceCode)),
  },
  {
    when: "a device polls after the user has declined",
    refusal: asJson(400, "authorization_declined", 70017),
    provoke: async () => {
      const { deviceCode, device } = await newDevice();
      await confirmDevice(createBrowser(), device, seed.users.ada, "cancel");
      return readJson(await pollDevice(deviceCode));
    },
  },
  {
    when: "a device polls after 15 minutes",
    refusal: asJson(400, "expired_token", 70020),
    provoke: async (entra) => {
      const { deviceCode } = await newDevice();
      entra.clock.advance({ seconds: 901 });
      return readJson(await pollDevice(deviceCode));
    },
  },
  {
    when: "a device polls with a code that was never issued",
    refusal: asJson(400, "invalid_grant", 7000014),
    provoke: async () => readJson(await pollDevice("made-up")),
  },
  {
    when: "a person types a user code that was never issued",
    refusal: asPage(70018, 200),
    provoke: async () => {
      const browser = createBrowser();
      const page = pageOf(await browser.open((await newDevice()).device.verificationUri));
      return readPage(await pressButton(browser, page, "next", { otc: "WRONGCODE" }));
    },
  },
];

/** Errors of a code, a refresh token or a device code. */
export const grantCases: ErrorCase[] = [...codes, ...refreshTokens, ...devices];
