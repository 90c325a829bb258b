import { ConfidentialClientApplication, PublicClientApplication } from "@azure/msal-node";
import { Client } from "@microsoft/microsoft-graph-client";
import { describe, expect, test } from "vitest";
import { seed } from "../src/index.ts";
import { createBrowser } from "./support/browser.ts";
import { deployments, type Deployment } from "./support/deployment.ts";
import { confirmDevice, signIn } from "./support/sign-in.ts";

const { local, remote } = seed.applications;
const { ada, grace } = seed.users;

function confidentialClient(deployment: Deployment) {
  return new ConfidentialClientApplication({
    auth: { clientId: remote.appId, clientSecret: remote.secret, ...deployment.msalAuthority() },
  });
}

function publicClient(deployment: Deployment) {
  return new PublicClientApplication({ auth: { clientId: local.appId, ...deployment.msalAuthority() } });
}

async function nameOfCaller(deployment: Deployment, accessToken: string): Promise<unknown> {
  const response = await fetch(`${deployment.graphBaseUrl()}/v1.0/me`, {
    headers: { authorization: `Bearer ${accessToken}` },
  });
  const profile: unknown = await response.json();
  return profile;
}

describe.each(deployments)("unmodified MSAL, $name", ({ use }) => {
  const deployment = use();

  const signInRemotely = async (client: ConfidentialClientApplication) => {
    const request = { scopes: ["User.Read"], redirectUri: remote.redirectUri };
    const { parameters } = await signIn(createBrowser(), await client.getAuthCodeUrl(request), ada);
    return client.acquireTokenByCode({ ...request, code: parameters.get("code") ?? "" });
  };

  test("a confidential client redeems a code for the signed-in user's tokens", async () => {
    const result = await signInRemotely(confidentialClient(deployment));
    expect(result.account).toMatchObject({
      username: ada.userPrincipalName,
      name: ada.displayName,
      tenantId: seed.tenant.id,
      homeAccountId: `${ada.id}.${seed.tenant.id}`,
    });
    expect(result.idTokenClaims).toMatchObject({ ver: "2.0", oid: ada.id, roles: ["Directory.Reader"] });
    expect(result.scopes).toEqual(expect.arrayContaining(["User.Read", "User.ReadBasic.All", "Mail.Send"]));
    expect(await nameOfCaller(deployment, result.accessToken)).toMatchObject({ displayName: "Ada Lovelace" });
  });

  test("the silent refresh gets a new access token, again and again", async () => {
    const client = confidentialClient(deployment);
    const { account, accessToken } = await signInRemotely(client);
    if (!account) throw new Error("no account");
    const request = { account, scopes: ["User.Read"], forceRefresh: true };
    const first = await client.acquireTokenSilent(request);
    const second = await client.acquireTokenSilent(request);
    expect(new Set([accessToken, first.accessToken, second.accessToken]).size).toBe(3);
    expect(second.fromCache).toBe(false);
  });

  test("a public client signs in through the system browser and MSAL's loopback listener", async () => {
    const result = await publicClient(deployment).acquireTokenInteractive({
      scopes: ["User.Read"],
      openBrowser: async (url) => {
        const answer = await signIn(createBrowser(), url, grace);
        expect(answer.method).toBe("POST");
        await fetch(answer.url, { method: "POST", body: answer.parameters });
      },
    });
    expect(result.account?.username).toBe(grace.userPrincipalName);
    expect(await nameOfCaller(deployment, result.accessToken)).toMatchObject({ displayName: "Grace Hopper" });
  });

  test("a public client signs in with a device code", async () => {
    deployment.entra.setLifetimes(local.appId, { devicePollingIntervalSeconds: 1 });
    const confirmations: Promise<unknown>[] = [];
    const result = await publicClient(deployment).acquireTokenByDeviceCode({
      scopes: ["User.Read"],
      deviceCodeCallback: (device) => {
        expect(device.userCode).toMatch(/^[A-Z\d]{9}$/u);
        expect(device.message).toContain(device.userCode);
        confirmations.push(confirmDevice(createBrowser(), device, grace));
      },
    });
    await Promise.all(confirmations);
    expect(result?.account?.username).toBe(grace.userPrincipalName);
  });

  test("the Graph client reads the signed-in user's profile", async () => {
    const { accessToken } = await signInRemotely(confidentialClient(deployment));
    const client = Client.init({
      baseUrl: deployment.graphBaseUrl(),
      customHosts: new Set([new URL(deployment.graphBaseUrl()).hostname]),
      authProvider: (done) => {
        done(null, accessToken);
      },
    });
    expect(await client.api("/me").get()).toEqual({
      "@odata.context": `${deployment.graphBaseUrl()}/v1.0/$metadata#users/$entity`,
      businessPhones: ["+44 20 7946 0100"],
      displayName: "Ada Lovelace",
      givenName: "Ada",
      id: ada.id,
      jobTitle: "Analyst",
      mail: ada.userPrincipalName,
      mobilePhone: "+44 20 7946 0101",
      officeLocation: "12/1110",
      preferredLanguage: "en-GB",
      surname: "Lovelace",
      userPrincipalName: ada.userPrincipalName,
    });
    expect(await client.api("/me").select("displayName,mail").get()).toEqual({
      "@odata.context": `${deployment.graphBaseUrl()}/v1.0/$metadata#users(displayName,mail)/$entity`,
      displayName: "Ada Lovelace",
      mail: ada.userPrincipalName,
    });
  });

  test("a wrong secret surfaces in MSAL as AADSTS7000215", async () => {
    const client = new ConfidentialClientApplication({
      auth: { clientId: remote.appId, clientSecret: "wrong", ...deployment.msalAuthority() },
    });
    await expect(signInRemotely(client)).rejects.toMatchObject({
      errorCode: "invalid_client",
      errorNo: 7000215,
    });
  });

  test("an expired refresh token surfaces in MSAL as a need for interaction", async () => {
    const client = confidentialClient(deployment);
    const { account } = await signInRemotely(client);
    if (!account) throw new Error("no account");
    deployment.entra.killRefreshTokens({ reason: "expired" });
    await expect(
      client.acquireTokenSilent({ account, scopes: ["User.Read"], forceRefresh: true }),
    ).rejects.toMatchObject({ name: "InteractionRequiredAuthError", subError: "bad_token", errorNo: 700082 });
  });
});
