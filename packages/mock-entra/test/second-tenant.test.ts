import { PublicClientApplication } from "@azure/msal-node";
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from "jose";
import { describe, expect, test } from "vitest";
import { seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { createBrowser } from "./support/browser.ts";
import { deployments } from "./support/deployment.ts";
import { callGraph } from "./support/graph.ts";
import { callOfAda, onBehalfOf } from "./support/on-behalf-of.ts";
import { authority, authorizeUrl, jsonOf, newPkce, postToken } from "./support/protocol.ts";
import { answerOf, pageOf, typePassword } from "./support/sign-in.ts";

const { api, client, remote } = seed.applications;
const { secondTenant, users } = seed;
const scope = `${api.resource}/${api.scopes.toolsRead}`;

function keysOf(tenant: string) {
  return createRemoteJWKSet(new URL(`${authority}/${tenant}/discovery/v2.0/keys`));
}

/** Mallory signs in to the client, in her own tenant. */
async function tokensOfMallory(scopes: string = scope): Promise<Record<string, unknown>> {
  const { verifier, challenge } = newPkce();
  const redirect = { client_id: client.appId, redirect_uri: "http://localhost:7777" };
  const pkce = { code_challenge: challenge, code_challenge_method: "S256" };
  const browser = createBrowser();
  const url = authorizeUrl({ ...redirect, ...pkce, scope: scopes }, secondTenant.id);
  const landing = await typePassword(browser, pageOf(await browser.open(url)), secondTenant.mallory);
  const code = answerOf(landing).parameters.get("code") ?? "";
  const form = { grant_type: "authorization_code", ...redirect, code, code_verifier: verifier };
  return (await postToken(form, { tenant: secondTenant.id })).body;
}

describe.each(deployments)("a second tenant, $name", ({ use }) => {
  const deployment = use();

  test("its user signs in with unmodified MSAL and reads her own profile from Graph", async () => {
    const { knownAuthorities } = deployment.msalAuthority();
    const application = new PublicClientApplication({
      auth: {
        clientId: client.appId,
        authority: `${deployment.authorityHost()}/${secondTenant.id}`,
        ...(knownAuthorities ? { knownAuthorities } : {}),
      },
    });
    deployment.entra.secondTenant.directory.grantAdminConsent({
      application: client.appId,
      scopes: ["User.Read"],
    });
    const result = await application.acquireTokenInteractive({
      scopes: ["User.Read"],
      openBrowser: async (url) => {
        const browser = createBrowser();
        const page = pageOf(await browser.open(url));
        const form = pageOf(await typePassword(browser, page, secondTenant.mallory));
        const [answer] = form.forms;
        if (!answer) throw new Error(form.html);
        const { url: address, parameters } = answerOf(await browser.submit(form, answer, {}));
        await fetch(address, { method: "POST", body: parameters });
      },
    });
    expect(result.account).toMatchObject({
      tenantId: secondTenant.id,
      username: secondTenant.mallory.userPrincipalName,
    });
    const response = await fetch(`${deployment.graphBaseUrl()}/v1.0/me`, {
      headers: { authorization: `Bearer ${result.accessToken}` },
    });
    expect(await jsonOf(response)).toMatchObject({ displayName: secondTenant.mallory.displayName });
  });

  test("has an issuer and keys of its own, which /common lists beside the first tenant's", async () => {
    const read = async (path: string) => jsonOf(await fetch(`${deployment.authorityHost()}/${path}`));
    const { issuer } = await read(`${secondTenant.domain}/v2.0/.well-known/openid-configuration`);
    expect(issuer).toBe(`${deployment.authorityHost()}/${secondTenant.id}/v2.0`);
    const keyIds = async (tenant: string) =>
      JSON.stringify(await read(`${tenant}/discovery/v2.0/keys`)).match(/(?<="kid":")[^"]+/gu) ?? [];
    const [first, second, shared] = await Promise.all(
      [seed.tenant.id, secondTenant.id, "common"].map(keyIds),
    );
    expect(second).toHaveLength(1);
    expect(first).not.toEqual(second);
    expect(shared).toEqual([...(first ?? []), ...(second ?? [])]);
  });
});

describe("tokens of the second tenant", () => {
  const entra = useMockEntra();

  test("have the API's own audience, and the roles that its administrator gave", async () => {
    const claims = decodeJwt(String((await tokensOfMallory())["access_token"]));
    expect(claims).toMatchObject({
      aud: api.appId,
      iss: `${authority}/${secondTenant.id}/v2.0`,
      tid: secondTenant.id,
      oid: secondTenant.mallory.id,
      azp: client.appId,
      roles: ["Directory.Reader", "Auditor"],
    });
    expect(claims["scp"]).toContain(api.scopes.toolsRead);
  });

  test("are refused by the first tenant's keys, and let in by those that the token itself names", async () => {
    const token = String((await tokensOfMallory())["access_token"]);
    const audience = api.appId;
    await expect(jwtVerify(token, keysOf(seed.tenant.id), { audience })).rejects.toMatchObject({
      code: "ERR_JWKS_NO_MATCHING_KEY",
    });
    const itsOwn = keysOf(String(decodeJwt(token)["tid"]));
    expect((await jwtVerify(token, itsOwn, { audience })).payload["tid"]).toBe(secondTenant.id);
  });

  test("cannot be traded in the first tenant; in their own they can", async () => {
    const token = String((await tokensOfMallory())["access_token"]);
    expect((await onBehalfOf(token)).body["error_codes"]).toEqual([50013]);
    const { body } = await postToken(
      {
        grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
        client_id: api.appId,
        client_secret: api.secret,
        assertion: token,
        scope: "https://graph.microsoft.com/User.Read",
        requested_token_use: "on_behalf_of",
      },
      { tenant: secondTenant.id },
    );
    const profile = await callGraph(String(body["access_token"]));
    expect(profile.body).toMatchObject({ displayName: secondTenant.mallory.displayName });
  });

  test("refresh tokens are good in their own tenant, and where their user is a guest", async () => {
    const tokens = await tokensOfMallory(`offline_access ${scope}`);
    const form = {
      grant_type: "refresh_token",
      client_id: client.appId,
      refresh_token: String(tokens["refresh_token"]),
      scope,
    };
    expect((await postToken(form)).body["error_codes"]).toEqual([50020]);
    entra.directory.addGuest(secondTenant.mallory.userPrincipalName);
    expect((await postToken(form)).body["error_codes"]).toEqual([65001]);
    expect((await postToken(form, { tenant: secondTenant.id })).status).toBe(200);
    entra.killRefreshTokens();
    expect((await postToken(form, { tenant: secondTenant.id })).body["error_codes"]).toEqual([50173]);
  });

  test("the forge makes them for any API, for the second tenant's user", async () => {
    const token = await entra.forge.secondTenant({ ...callOfAda, audience: remote.appId });
    expect(decodeJwt(token)).toMatchObject({
      aud: remote.appId,
      tid: secondTenant.id,
      oid: secondTenant.mallory.id,
      ver: "2.0",
    });
    const valid = await entra.forge.valid(callOfAda);
    expect(decodeProtectedHeader(token).kid).not.toBe(decodeProtectedHeader(valid).kid);
    await jwtVerify(token, keysOf(secondTenant.id));
  });
});

describe("what one tenant has, the other has not", () => {
  const entra = useMockEntra();
  const signIn = async (
    tenant: string,
    appId: string,
    user: { userPrincipalName: string; password: string },
  ) => {
    const browser = createBrowser();
    const request = { client_id: appId, redirect_uri: "http://localhost:7777", scope };
    const page = pageOf(await browser.open(authorizeUrl(request, tenant)));
    return pageOf(await typePassword(browser, page, user)).html;
  };

  test("users", async () => {
    expect(await signIn(seed.tenant.id, client.appId, secondTenant.mallory)).toContain("AADSTS50020");
    expect(await signIn(secondTenant.id, client.appId, users.ada)).toContain("AADSTS50020");
  });

  test("applications", async () => {
    const url = authorizeUrl({}, secondTenant.id);
    expect(pageOf(await createBrowser().open(url)).html).toContain("AADSTS700016");
  });

  test("a session in the browser", async () => {
    const browser = createBrowser();
    const request = { client_id: client.appId, redirect_uri: "http://localhost:7777", scope };
    const first = pageOf(await browser.open(authorizeUrl(request)));
    await typePassword(browser, first, users.ada);
    expect(pageOf(await browser.open(authorizeUrl(request, secondTenant.id))).html).toContain("Sign in");
  });

  test("a directory, which a reset brings back", () => {
    const { directory } = entra.secondTenant;
    directory.users = [];
    entra.reset();
    expect(directory.findUser(secondTenant.mallory.userPrincipalName)?.displayName).toBe("Mallory Intruder");
    expect(entra.directory.findUser(secondTenant.mallory.userPrincipalName)).toBeUndefined();
    expect(JSON.stringify(entra.exportDirectory())).not.toContain(secondTenant.id);
  });
});
