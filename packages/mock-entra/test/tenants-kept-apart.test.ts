import { decodeJwt } from "jose";
import { describe, expect, test } from "vitest";
import { signIn } from "../src/browser/index.ts";
import { seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { codeIn, makeMultitenant, redeemAt, useBrowser } from "./support/multitenant.ts";
import { callOfAda, onBehalfOf } from "./support/on-behalf-of.ts";
import { authority, entraError, invalidGrant, refresh } from "./support/protocol.ts";

const { api, remote } = seed.applications;
const { tenant, secondTenant, users } = seed;
const { mallory } = secondTenant;
const personalTenantId = "9188040d-6c67-4c5b-b112-36a304b66dad";

const entra = useMockEntra();
const { browser, startAt } = useBrowser();

async function codeAt(segment: string, user = mallory): Promise<string> {
  makeMultitenant(entra);
  return codeIn(await signIn(browser(), await startAt(segment), user));
}

describe("a code", () => {
  test("of another tenant is refused, and stays good in its own", async () => {
    const code = await codeAt(secondTenant.id);
    expect(entraError(await redeemAt(tenant.id, code))).toEqual(invalidGrant(700005));
    expect((await redeemAt(secondTenant.id, code)).status).toBe(200);
  });

  test("of /organizations is of the user's home tenant, and can be redeemed at both addresses", async () => {
    for (const segment of ["organizations", "common", secondTenant.id]) {
      const { status, body } = await redeemAt(segment, await codeAt("organizations"));
      expect([status, decodeJwt(String(body["id_token"]))["tid"]]).toEqual([200, secondTenant.id]);
    }
  });

  test("of a guest is refused at /organizations, which means the guest's home", async () => {
    entra.directory.addGuest(mallory.userPrincipalName);
    const code = await codeAt(tenant.id);
    expect(entraError(await redeemAt("organizations", code))).toEqual(invalidGrant(700005));
    expect((await redeemAt(tenant.id, code)).status).toBe(200);
  });
});

describe("a guest's session in the browser", () => {
  test("of home signs in where the user is a guest, without a page", async () => {
    const guest = entra.directory.addGuest(mallory.userPrincipalName);
    await codeAt(secondTenant.id);
    const silent = await startAt(tenant.id, { prompt: "none", login_hint: mallory.userPrincipalName });
    const { body } = await redeemAt(tenant.id, codeIn(silent));
    expect(decodeJwt(String(body["id_token"]))).toMatchObject({ tid: tenant.id, oid: guest.id });
  });

  test("where the user is a guest is one of home at /organizations", async () => {
    entra.directory.addGuest(mallory.userPrincipalName);
    await codeAt(tenant.id);
    const asked = await startAt("organizations");
    const code = codeIn(await signIn(browser(), asked, mallory).catch(() => asked));
    const { body } = await redeemAt("organizations", code);
    expect(decodeJwt(String(body["id_token"]))).toMatchObject({ tid: secondTenant.id, oid: mallory.id });
  });

  test("ends at /organizations, where its applications are told and get the browser back", async () => {
    Object.assign(makeMultitenant(entra).web, { logoutUrl: "http://localhost:3001/signed-out" });
    await codeAt("organizations");
    const address = encodeURIComponent(remote.redirectUri);
    const logout = `${authority}/organizations/oauth2/v2.0/logout?post_logout_redirect_uri=${address}`;
    const page = await browser().visit(logout);
    expect(page.html).toContain("http://localhost:3001/signed-out?iss=");
    expect(page.html).toContain(secondTenant.id);
    expect(page.html).toContain(remote.redirectUri);
    const silent = new URL((await startAt("organizations", { prompt: "none" })).url);
    expect(silent.searchParams.get("error")).toBe("login_required");
  });

  test("lets an administrator consent for their own tenant at /organizations, without a second sign-in", async () => {
    await codeAt(secondTenant.id);
    const query = new URLSearchParams({
      client_id: remote.appId,
      redirect_uri: remote.redirectUri,
      scope: "https://graph.microsoft.com/User.Read",
    });
    const page = await browser().visit(`${authority}/organizations/v2.0/adminconsent?${query.toString()}`);
    expect(page.html).toContain("Permissions requested");
    expect(page.url).toContain(secondTenant.id);
  });
});

test("a call on behalf of a user at /organizations is one in the tenant of the user's token", async () => {
  makeMultitenant(entra, api);
  const token = await entra.forge.secondTenant(callOfAda);
  const { body } = await onBehalfOf(token, {}, { tenant: "organizations" });
  expect(decodeJwt(String(body["access_token"]))).toMatchObject({ tid: secondTenant.id, oid: mallory.id });
});

describe.each(["consumers", personalTenantId])("/%s", (segment) => {
  test.each([
    ["the first tenant", users.ada],
    ["another tenant", mallory],
  ])("refuses a user of %s", async (_, user) => {
    makeMultitenant(entra).signInAudience = "AzureADandPersonalMicrosoftAccount";
    const page = await startAt(segment);
    expect(page.html).not.toContain("Sample accounts");
    const refused = await signIn(browser(), page, user);
    expect(refused.html).toContain("AADSTS50020");
    await signIn(browser(), await startAt("organizations"), user);
    const silent = new URL((await startAt(segment, { prompt: "none" })).url);
    expect(silent.searchParams.get("error")).toBe("login_required");
  });

  test("refuses what organizations have issued: codes and refresh tokens", async () => {
    makeMultitenant(entra).signInAudience = "AzureADandPersonalMicrosoftAccount";
    const start = async () => startAt("organizations", { scope: "openid offline_access User.Read" });
    const code = codeIn(await signIn(browser(), await start(), users.ada));
    expect(entraError(await redeemAt(segment, code))).toEqual(invalidGrant(700005));
    const { body } = await redeemAt("organizations", code);
    const refused = await refresh(body["refresh_token"], {}, { tenant: segment });
    expect(entraError(refused)).toEqual(invalidGrant(50020));
  });

  test("is not for an application of organizations, and the others not for one of personal accounts", async () => {
    expect((await startAt(segment)).html).toContain("AADSTS9002332");
    makeMultitenant(entra).signInAudience = "PersonalMicrosoftAccount";
    expect((await startAt(segment)).html).toContain("Sign in");
    for (const other of ["organizations", "common", tenant.id])
      expect((await startAt(other)).html, other).toContain("AADSTS9002331");
  });
});
