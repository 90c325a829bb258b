import { ConfidentialClientApplication } from "@azure/msal-node";
import { decodeJwt } from "jose";
import { describe, expect, test } from "vitest";
import { seed } from "../src/index.ts";
import { createHttpBrowser, signIn } from "../src/browser/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { deployments } from "./support/deployment.ts";
import { codeIn, makeMultitenant, redeemAt, useBrowser } from "./support/multitenant.ts";
import { authority, graph, jsonOf } from "./support/protocol.ts";

const { ada } = seed.users;
const { mallory } = seed.secondTenant;
const { remote } = seed.applications;
const redirectUri = remote.redirectUri;

describe.each(deployments)("an application for all organizations, $name", ({ use }) => {
  const deployment = use();

  test.each(["common", "organizations"])(
    "signs users of both tenants in at /%s, with unmodified MSAL, and Graph shows each their own profile",
    async (segment) => {
      makeMultitenant(deployment.entra);
      const { knownAuthorities } = deployment.msalAuthority();
      const client = new ConfidentialClientApplication({
        auth: {
          clientId: remote.appId,
          clientSecret: remote.secret,
          authority: `${deployment.authorityHost()}/${segment}`,
          ...(knownAuthorities ? { knownAuthorities } : {}),
        },
      });
      for (const [user, tenantId] of [
        [mallory, seed.secondTenant.id],
        [ada, seed.tenant.id],
      ] as const) {
        const request = { scopes: ["User.Read"], redirectUri };
        const browser = createHttpBrowser({ stopBefore: redirectUri });
        const page = await browser.visit(
          await client.getAuthCodeUrl({ ...request, prompt: "select_account" }),
        );
        const result = await client.acquireTokenByCode({
          ...request,
          code: codeIn(await signIn(browser, page, user)),
        });
        expect(result.account).toMatchObject({ tenantId, username: user.userPrincipalName });
        const me = await fetch(`${deployment.graphBaseUrl()}/v1.0/me`, {
          headers: { authorization: `Bearer ${result.accessToken}` },
        });
        expect(await jsonOf(me)).toMatchObject({ displayName: user.displayName });
        const { account } = result;
        if (!account) throw new Error("There is no account.");
        const renewed = await client.acquireTokenSilent({
          account,
          scopes: ["User.Read"],
          forceRefresh: true,
        });
        expect(decodeJwt(renewed.accessToken)["tid"]).toBe(tenantId);
      }
    },
  );
});

describe("in process", () => {
  const entra = useMockEntra();
  const { browser, startAt } = useBrowser();

  /** The permissions of the remote application in the second tenant. */
  const consented = (userId: string): string[] => {
    const { directory } = entra.secondTenant;
    const resource = directory.findServicePrincipal(graph);
    return resource ? directory.consentedScopes(remote.appId, userId, resource) : [];
  };

  describe("a multitenant application", () => {
    test("is not in the other tenant until a user of it consents; then its service principal is", async () => {
      const { directory } = entra.secondTenant;
      makeMultitenant(entra);
      expect(directory.servicePrincipals.map(({ appId }) => appId)).not.toContain(remote.appId);
      codeIn(await signIn(browser(), await startAt(seed.secondTenant.id), mallory));
      const principal = directory.servicePrincipals.find(({ appId }) => appId === remote.appId);
      expect(principal).toMatchObject({ displayName: remote.displayName });
      expect(principal?.id).not.toBe(entra.directory.findServicePrincipal(remote.appId)?.id);
      expect(directory.applications.map(({ appId }) => appId)).not.toContain(remote.appId);
      expect(consented(mallory.id)).toContain("User.Read");
    });

    test("comes by an administrator's consent as well, for all users of that tenant", async () => {
      makeMultitenant(entra);
      const query = new URLSearchParams({
        client_id: remote.appId,
        redirect_uri: redirectUri,
        scope: `${graph}/User.Read`,
      });
      const page = await browser().visit(`${authority}/organizations/v2.0/adminconsent?${query.toString()}`);
      const { url } = await signIn(browser(), page, mallory);
      expect(new URL(url).searchParams.get("tenant")).toBe(seed.secondTenant.id);
      expect(consented("any user")).toEqual(["User.Read"]);
    });

    test("has its secret and redirect URIs at home: a change there counts everywhere", async () => {
      const application = makeMultitenant(entra);
      const code = codeIn(await signIn(browser(), await startAt(seed.secondTenant.id), mallory));
      application.passwordCredentials.length = 0;
      const { body } = await redeemAt(seed.secondTenant.id, code);
      expect(body["error_description"]).toContain("AADSTS7000215");
    });

    test("that is for one tenant only is unknown in the other, and refused at /organizations", async () => {
      expect((await startAt(seed.secondTenant.id)).html).toContain("AADSTS700016");
      expect((await startAt("organizations")).html).toContain("AADSTS50194");
    });

    test("a user of another tenant is not asked twice, though the application wants a fresh sign-in", async () => {
      makeMultitenant(entra);
      const page = await startAt("organizations", { prompt: "login", state: "a%20b" });
      const arrived = await signIn(browser(), page, mallory);
      expect(new URL(arrived.url).searchParams.get("state")).toBe("a%20b");
      expect(codeIn(arrived)).not.toBe("");
    });

    test("a session of the other tenant signs in silently, at /organizations only", async () => {
      makeMultitenant(entra);
      await signIn(browser(), await startAt("organizations"), mallory);
      const silent = await startAt("organizations", { prompt: "none" });
      const { body } = await redeemAt("organizations", codeIn(silent));
      expect(decodeJwt(String(body["id_token"]))["tid"]).toBe(seed.secondTenant.id);
      const elsewhere = await startAt(seed.tenant.id, { prompt: "none" });
      expect(new URL(elsewhere.url).searchParams.get("error")).toBe("login_required");
    });
  });
});
