import { decodeJwt } from "jose";
import { describe, expect, test } from "vitest";
import { seed } from "../src/index.ts";
import { signIn } from "../src/browser/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { callGraph } from "./support/graph.ts";
import { codeIn, makeMultitenant, redeemAt, useBrowser } from "./support/multitenant.ts";

const { ada } = seed.users;
const { mallory } = seed.secondTenant;
const { remote } = seed.applications;

const entra = useMockEntra();
const { browser, startAt } = useBrowser();

describe("a guest", () => {
  const claimsOfGuest = async () => {
    const code = codeIn(await signIn(browser(), await startAt(seed.tenant.id), mallory));
    const { body } = await redeemAt(seed.tenant.id, code);
    return {
      id: decodeJwt(String(body["id_token"])),
      access: decodeJwt(String(body["access_token"])),
      body,
    };
  };

  test("signs in with name and password of the account at home, and has the roles of the account here", async () => {
    const guest = entra.directory.addGuest(mallory.userPrincipalName, "Mallory (guest)");
    entra.directory.assignRole({ user: guest.id, on: remote.appId, role: "Auditor" });
    const { id, access, body } = await claimsOfGuest();
    const idp = `https://sts.windows.net/${seed.secondTenant.id}/`;
    expect(id).toMatchObject({
      tid: seed.tenant.id,
      oid: guest.id,
      idp,
      email: mallory.userPrincipalName,
      preferred_username: mallory.userPrincipalName,
      roles: ["Auditor"],
    });
    expect(access).toMatchObject({ idp, acct: 1, oid: guest.id, unique_name: mallory.userPrincipalName });
    expect(access).not.toHaveProperty("upn");
    const { body: profile } = await callGraph(
      body["access_token"],
      "/v1.0/me?$select=userPrincipalName,userType,mail",
    );
    expect(profile).toMatchObject({
      userPrincipalName: "mallory_anothercompany.onmicrosoft.com#EXT#@mcpworkshop.onmicrosoft.com",
      userType: "Guest",
      mail: mallory.userPrincipalName,
    });
  });

  test("and a member have no claim in common that tells of a guest", async () => {
    const code = codeIn(await signIn(browser(), await startAt(seed.tenant.id), ada));
    const { body } = await redeemAt(seed.tenant.id, code);
    const claims = decodeJwt(String(body["id_token"]));
    expect([claims["idp"], claims["email"]]).toEqual([undefined, undefined]);
    expect(decodeJwt(String(body["access_token"]))).toMatchObject({ acct: 0 });
  });

  test("cannot sign in with another password, nor once the account at home is disabled", async () => {
    entra.directory.addGuest(mallory.userPrincipalName);
    const wrong = await signIn(browser(), await startAt(seed.tenant.id), { ...mallory, password: "wrong" });
    expect(wrong.html).toContain("AADSTS50126");
    Object.assign(entra.secondTenant.directory.findUser(mallory.id) ?? {}, { accountEnabled: false });
    const disabled = await signIn(browser(), await startAt(seed.tenant.id), mallory);
    expect(disabled.html).toContain("AADSTS50057");
  });

  test("is at home at /organizations: the invitation counts where the address names the tenant", async () => {
    makeMultitenant(entra);
    entra.directory.addGuest(mallory.userPrincipalName);
    const code = codeIn(await signIn(browser(), await startAt("organizations"), mallory));
    const { body } = await redeemAt("organizations", code);
    expect(decodeJwt(String(body["id_token"]))["tid"]).toBe(seed.secondTenant.id);
  });

  test("is found by $filter=userType eq 'Guest'", async () => {
    entra.directory.addGuest("zoe@elsewhere.example", "Zoe");
    for (const grant of entra.directory.oauth2PermissionGrants)
      grant.scope = "openid profile User.Read User.Read.All";
    const code = codeIn(
      await signIn(browser(), await startAt(seed.tenant.id, { scope: "openid User.Read.All" }), ada),
    );
    const { body } = await redeemAt(seed.tenant.id, code);
    const found = await callGraph(body["access_token"], "/v1.0/users?$filter=userType eq 'Guest'");
    expect(found.body["value"]).toMatchObject([{ displayName: "Zoe" }]);
    const members = await callGraph(body["access_token"], "/v1.0/users?$filter=userType eq 'Member'");
    expect(members.body["value"]).toHaveLength(3);
  });

  test("is kept in a directory file", () => {
    const guest = entra.directory.addGuest("zoe@elsewhere.example", "Zoe");
    entra.importDirectory(structuredClone(entra.exportDirectory()));
    expect(entra.directory.findUser(guest.id)).toEqual(guest);
  });
});
