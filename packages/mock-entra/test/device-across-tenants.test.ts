import { PublicClientApplication } from "@azure/msal-node";
import { decodeJwt } from "jose";
import { describe, expect, test } from "vitest";
import { seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { createBrowser, type Browser } from "./support/browser.ts";
import { makeMultitenant } from "./support/multitenant.ts";
import {
  authority,
  authorizeUrl,
  entraError,
  invalidGrant,
  pollDevice,
  requestDeviceCode,
} from "./support/protocol.ts";
import { confirmDevice, pageOf, pressButton, typePassword } from "./support/sign-in.ts";

const { local, client } = seed.applications;
const { tenant, secondTenant, users } = seed;
const { mallory } = secondTenant;

const entra = useMockEntra();

/** A device that asks at this address. */
async function deviceAt(segment: string) {
  makeMultitenant(entra, local);
  const { body } = await requestDeviceCode({}, { tenant: segment });
  const device = { verificationUri: String(body["verification_uri"]), userCode: String(body["user_code"]) };
  return { device, poll: async (at: string) => pollDevice(body["device_code"], {}, { tenant: at }) };
}

/** Mallory administers her tenant, and consents to the application there. */
async function confirmAndConsent(browser: Browser, device: { verificationUri: string; userCode: string }) {
  const consent = await confirmDevice(browser, device, mallory);
  return pageOf(await pressButton(browser, consent, "accept"));
}

describe("a device code", () => {
  test.each(["common", "organizations"])(
    "of /%s is for a user of any tenant: the tokens are of the user's tenant, with the consent there",
    async (segment) => {
      const { device, poll } = await deviceAt(segment);
      expect(entraError(await poll(segment))).toMatchObject({ code: 70016 });
      expect((await confirmAndConsent(createBrowser(), device)).html).toContain("You have signed in");
      const { body } = await poll(segment);
      expect(decodeJwt(String(body["id_token"]))).toMatchObject({ tid: secondTenant.id, oid: mallory.id });
      const { directory } = entra.secondTenant;
      expect(directory.servicePrincipals.map(({ appId }) => appId)).toContain(local.appId);
      const ofFirst = await deviceAt(segment);
      await confirmDevice(createBrowser(), ofFirst.device, users.alan);
      const answer = await ofFirst.poll(segment);
      expect(decodeJwt(String(answer.body["id_token"]))["tid"]).toBe(tenant.id);
    },
  );

  test("works with unmodified MSAL at /organizations", async () => {
    makeMultitenant(entra, local);
    entra.setLifetimes(local.appId, { devicePollingIntervalSeconds: 0.05 });
    const application = new PublicClientApplication({
      auth: { clientId: local.appId, authority: `${authority}/organizations` },
    });
    const result = await application.acquireTokenByDeviceCode({
      scopes: ["User.Read"],
      deviceCodeCallback: ({ verificationUri, userCode }) => {
        void confirmAndConsent(createBrowser(), { verificationUri, userCode });
      },
    });
    expect(result?.account).toMatchObject({ tenantId: secondTenant.id, username: mallory.userPrincipalName });
  });

  test("of /organizations takes the session of another tenant that the browser has", async () => {
    const { device } = await deviceAt("organizations");
    const browser = createBrowser();
    const scope = `${seed.applications.api.resource}/${seed.applications.api.scopes.toolsRead}`;
    const request = { client_id: client.appId, redirect_uri: "http://localhost:7777", scope };
    const page = pageOf(await browser.open(authorizeUrl(request, secondTenant.id)));
    await typePassword(browser, page, mallory);
    const entry = pageOf(await browser.open(device.verificationUri));
    const question = pageOf(await pressButton(browser, entry, "next", { otc: device.userCode }));
    expect(question.html).toContain("Are you trying to sign in to");
    expect(question.html).toContain(mallory.userPrincipalName);
  });

  test("of a named tenant is for its users and guests", async () => {
    const { device, poll } = await deviceAt(tenant.id);
    const browser = createBrowser();
    const entry = pageOf(await browser.open(device.verificationUri));
    const page = pageOf(await pressButton(browser, entry, "next", { otc: device.userCode }));
    const refused = pageOf(await typePassword(browser, page, mallory));
    expect(refused.html).toContain("AADSTS50020");
    const guest = entra.directory.addGuest(mallory.userPrincipalName);
    await confirmDevice(createBrowser(), device, mallory);
    const { body } = await poll(tenant.id);
    expect(decodeJwt(String(body["id_token"]))).toMatchObject({ tid: tenant.id, oid: guest.id });
  });

  test("of the second tenant is entered on the same page, by a user of the second tenant", async () => {
    const { device, poll } = await deviceAt(secondTenant.id);
    await confirmAndConsent(createBrowser(), device);
    expect(entraError(await poll(tenant.id))).toEqual(invalidGrant(7000014));
    expect((await poll("organizations")).status).toBe(200);
  });

  test("of /consumers is for no user of an organization", async () => {
    makeMultitenant(entra, local).signInAudience = "AzureADandPersonalMicrosoftAccount";
    const { body } = await requestDeviceCode({}, { tenant: "consumers" });
    const browser = createBrowser();
    const entry = pageOf(await browser.open(String(body["verification_uri"])));
    const page = pageOf(await pressButton(browser, entry, "next", { otc: String(body["user_code"]) }));
    expect(pageOf(await typePassword(browser, page, users.alan)).html).toContain("AADSTS50020");
    expect(entraError(await pollDevice(body["device_code"], {}, { tenant: "consumers" }))).toMatchObject({
      code: 70016,
    });
  });
});
