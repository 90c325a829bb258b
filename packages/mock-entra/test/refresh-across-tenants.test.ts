import { ConfidentialClientApplication } from "@azure/msal-node";
import { decodeJwt } from "jose";
import { describe, expect, test } from "vitest";
import { signIn } from "../src/browser/index.ts";
import { seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { codeIn, makeMultitenant, redeemAt, useBrowser } from "./support/multitenant.ts";
import { authority, entraError, invalidGrant, refresh } from "./support/protocol.ts";

const { remote } = seed.applications;
const { tenant, secondTenant } = seed;
const { mallory } = secondTenant;

const entra = useMockEntra();
const { browser, startAt } = useBrowser();

/** Mallory signs in to the remote application, which is for all organizations. @returns her refresh token */
async function refreshTokenAt(segment: string): Promise<unknown> {
  makeMultitenant(entra);
  const page = await startAt(segment, { scope: "openid profile offline_access User.Read" });
  const { body } = await redeemAt(segment, codeIn(await signIn(browser(), page, mallory)));
  return body["refresh_token"];
}

function inviteMallory() {
  return entra.directory.addGuest(mallory.userPrincipalName, "Mallory (guest)");
}

describe("a refresh token in another tenant", () => {
  test("gives MSAL, unmodified, the tokens of a guest with the sign-in of home, for one account", async () => {
    makeMultitenant(entra);
    const guest = inviteMallory();
    const client = new ConfidentialClientApplication({
      auth: { clientId: remote.appId, clientSecret: remote.secret, authority: `${authority}/organizations` },
    });
    const request = { scopes: ["User.Read"], redirectUri: remote.redirectUri };
    const url = await client.getAuthCodeUrl({ ...request, prompt: "select_account" });
    const code = codeIn(await signIn(browser(), await browser().visit(url), mallory));
    const { account } = await client.acquireTokenByCode({ ...request, code });
    if (!account) throw new Error("There is no account.");
    expect(account.homeAccountId).toBe(`${mallory.id}.${secondTenant.id}`);
    const here = await client.acquireTokenSilent({
      account,
      scopes: ["User.Read"],
      authority: `${authority}/${tenant.id}`,
      forceRefresh: true,
    });
    expect(decodeJwt(here.accessToken)).toMatchObject({ tid: tenant.id, oid: guest.id, acct: 1 });
    expect(here.account?.homeAccountId).toBe(account.homeAccountId);
    const accounts = await client.getTokenCache().getAllAccounts();
    expect(new Set(accounts.map(({ homeAccountId }) => homeAccountId)).size).toBe(1);
  });

  test("is refused where the user is no guest", async () => {
    const token = await refreshTokenAt(secondTenant.id);
    const refused = await refresh(token);
    expect(entraError(refused)).toEqual(invalidGrant(50020));
    expect(refused.body["error_description"]).toContain(
      `User account '${mallory.userPrincipalName}' from identity provider 'https://sts.windows.net/${secondTenant.id}/' does not exist in tenant '${tenant.displayName}'`,
    );
  });

  test("is refused where the user is a guest, and has not consented", async () => {
    const third = {
      id: "c0000000-0000-4000-8000-000000000003",
      displayName: "Third",
      defaultDomain: "third.example",
    };
    entra.addTenant({ tenant: third }).addGuest(mallory.userPrincipalName);
    const token = await refreshTokenAt(secondTenant.id);
    expect(entraError(await refresh(token, {}, { tenant: third.id }))).toEqual(
      invalidGrant(65001, "consent_required"),
    );
  });

  test("is refused when the account at home is disabled, and when the guest is", async () => {
    const guest = inviteMallory();
    const token = await refreshTokenAt(secondTenant.id);
    guest.accountEnabled = false;
    expect(entraError(await refresh(token))).toEqual(invalidGrant(50057));
    guest.accountEnabled = true;
    Object.assign(entra.secondTenant.directory.findUser(mallory.id) ?? {}, { accountEnabled: false });
    expect(entraError(await refresh(token))).toEqual(invalidGrant(50057));
  });

  test("does not bring a second factor from home", async () => {
    inviteMallory();
    entra.secondTenant.directory.addPolicy();
    const token = await refreshTokenAt(secondTenant.id);
    expect((await refresh(token, {}, { tenant: secondTenant.id })).status).toBe(200);
    expect((await refresh(token)).status).toBe(200);
    entra.directory.addPolicy();
    expect(entraError(await refresh(token))).toMatchObject({ code: 50076 });
  });

  test("goes back with the guest to the tenant of the account at home, which /organizations means", async () => {
    inviteMallory();
    const token = await refreshTokenAt(tenant.id);
    const tenantOf = async (segment: string) => {
      const { body } = await refresh(token, {}, { tenant: segment });
      return decodeJwt(String(body["id_token"]))["tid"];
    };
    expect(await tenantOf(tenant.id)).toBe(tenant.id);
    expect(entraError(await refresh(token, {}, { tenant: secondTenant.id }))).toMatchObject({ code: 65001 });
    codeIn(await signIn(browser(), await startAt(secondTenant.id, { prompt: "login" }), mallory));
    expect(await tenantOf(secondTenant.id)).toBe(secondTenant.id);
    expect(await tenantOf("organizations")).toBe(secondTenant.id);
  });

  test("of an application for one tenant is worth nothing elsewhere: the application is not there", async () => {
    const token = await refreshTokenAt(tenant.id).catch(() => undefined);
    expect(token).toBeUndefined();
    inviteMallory();
    const guestToken = await refreshTokenAt(tenant.id);
    const application = entra.directory.findApplication(remote.appId);
    if (application) application.signInAudience = "AzureADMyOrg";
    expect(entraError(await refresh(guestToken, {}, { tenant: secondTenant.id }))).toMatchObject({
      code: 700016,
    });
  });

  test("is revoked everywhere together", async () => {
    inviteMallory();
    const token = await refreshTokenAt(secondTenant.id);
    const { body } = await refresh(token);
    entra.revokeSessions(mallory.userPrincipalName);
    expect(entraError(await refresh(token))).toEqual(invalidGrant(50173));
    expect(entraError(await refresh(body["refresh_token"]))).toEqual(invalidGrant(50173));
  });
});
