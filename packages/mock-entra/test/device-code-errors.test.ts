import { expect, test } from "vitest";
import { seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { createBrowser } from "./support/browser.ts";
import {
  entraError,
  pollDevice,
  requestDeviceCode,
  invalidClient,
  invalidGrant,
  invalidRequest,
} from "./support/protocol.ts";
import { confirmDevice } from "./support/sign-in.ts";

const entra = useMockEntra();
const { local } = seed.applications;

function applicationOf(appId: string) {
  const application = entra.directory.findApplication(appId);
  if (!application) throw new Error("no such application");
  return application;
}

test("device codes: pending, unknown, declined, expired, redeemed, of a confidential client", async () => {
  const { body } = await requestDeviceCode();
  expect(entraError(await pollDevice(body["device_code"]))).toEqual({
    status: 400,
    error: "authorization_pending",
    code: 70016,
  });
  expect(entraError(await pollDevice("made-up"))).toEqual(invalidGrant(7000014));

  const device = { verificationUri: String(body["verification_uri"]), userCode: String(body["user_code"]) };
  await confirmDevice(createBrowser(), device, seed.users.alan);
  expect((await pollDevice(body["device_code"], { grant_type: "device_code" })).status).toBe(200);
  expect(entraError(await pollDevice(body["device_code"]))).toEqual(invalidGrant(54005));

  const declined = await requestDeviceCode();
  const declinedDevice = { ...device, userCode: String(declined.body["user_code"]) };
  await confirmDevice(createBrowser(), declinedDevice, seed.users.alan, "cancel");
  expect(entraError(await pollDevice(declined.body["device_code"]))).toEqual({
    status: 400,
    error: "authorization_declined",
    code: 70017,
  });

  const expired = await requestDeviceCode();
  entra.clock.advance({ seconds: 901 });
  expect(entraError(await pollDevice(expired.body["device_code"]))).toEqual({
    status: 400,
    error: "expired_token",
    code: 70020,
  });

  applicationOf(local.appId).isFallbackPublicClient = false;
  expect(entraError(await pollDevice(expired.body["device_code"]))).toEqual(invalidClient(7000218));
});

test("a device code is redeemed once, also by eight polls at the same time", async () => {
  const { body } = await requestDeviceCode();
  const device = { verificationUri: String(body["verification_uri"]), userCode: String(body["user_code"]) };
  await confirmDevice(createBrowser(), device, seed.users.alan);
  const answers = await Promise.all(Array.from({ length: 8 }, () => pollDevice(body["device_code"])));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
});

test("the device code endpoint wants a client and a scope", async () => {
  expect(entraError(await requestDeviceCode({ client_id: undefined }))).toEqual(invalidRequest(900144));
  expect(entraError(await requestDeviceCode({ scope: undefined }))).toEqual(invalidRequest(900144));
});
