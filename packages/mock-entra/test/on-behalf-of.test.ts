import { ConfidentialClientApplication, PublicClientApplication } from "@azure/msal-node";
import { decodeJwt } from "jose";
import { describe, expect, test } from "vitest";
import { createClientCertificate, seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { createBrowser } from "./support/browser.ts";
import { deployments } from "./support/deployment.ts";
import { callOfAda, onBehalfOf, withdrawConsent } from "./support/on-behalf-of.ts";
import { authority, authorizeUrl, graph, newPkce, postToken, redeem } from "./support/protocol.ts";
import { answerOf, pageOf, pressButton, typePassword } from "./support/sign-in.ts";

const { api, client } = seed.applications;
const { ada } = seed.users;
const scopes = [`${api.resource}/${api.scopes.toolsRead}`];
const graphScopes = ["https://graph.microsoft.com/User.Read"];

describe.each(deployments)("unmodified MSAL, $name", ({ use }) => {
  const deployment = use();

  /** The client signs Ada in for the API. It is the first time, so she has to consent. */
  const tokenForApi = async () => {
    const application = new PublicClientApplication({
      auth: { clientId: client.appId, ...deployment.msalAuthority() },
    });
    const { accessToken } = await application.acquireTokenInteractive({
      scopes,
      openBrowser: async (url) => {
        const browser = createBrowser();
        const question = pageOf(await typePassword(browser, pageOf(await browser.open(url)), ada));
        const form = pageOf(await pressButton(browser, question, "accept"));
        const answer = answerOf(await browser.submit(form, form.forms[0] ?? raise("no form"), {}));
        await fetch(answer.url, { method: "POST", body: answer.parameters });
      },
    });
    return accessToken;
  };
  const confidentialClient = () =>
    new ConfidentialClientApplication({
      auth: { clientId: api.appId, clientSecret: api.secret, ...deployment.msalAuthority() },
    });

  test("the API reads its caller's profile from Graph", async () => {
    const oboAssertion = await tokenForApi();
    const result = await confidentialClient().acquireTokenOnBehalfOf({ oboAssertion, scopes: graphScopes });
    expect(result?.account?.username).toBe(ada.userPrincipalName);
    const response = await fetch(`${deployment.graphBaseUrl()}/v1.0/me`, {
      headers: { authorization: `Bearer ${result?.accessToken}` },
    });
    expect(await response.json()).toMatchObject({ displayName: ada.displayName });
  });

  test("the second call with the same token is answered by MSAL's cache", async () => {
    const request = { oboAssertion: await tokenForApi(), scopes: graphScopes };
    const application = confidentialClient();
    expect((await application.acquireTokenOnBehalfOf(request))?.fromCache).toBe(false);
    expect((await application.acquireTokenOnBehalfOf(request))?.fromCache).toBe(true);
  });

  test("a policy surfaces as a need for interaction, with the claims for the client", async () => {
    const oboAssertion = await tokenForApi();
    deployment.entra.directory.addPolicy({ applications: ["00000003-0000-0000-c000-000000000000"] });
    await expect(
      confidentialClient().acquireTokenOnBehalfOf({ oboAssertion, scopes: graphScopes }),
    ).rejects.toMatchObject({
      name: "InteractionRequiredAuthError",
      errorNo: 50076,
      claims: expect.stringContaining("capolids"),
    });
  });

  test.each([
    ["expired", { name: "ServerError", errorNo: 500133 }],
    ["audience", { name: "ServerError", errorNo: 500131 }],
    ["signature", { name: "ServerError", errorNo: 50013 }],
    ["appOnly", { name: "ServerError", errorNo: 7000114 }],
  ] as const)("%s surfaces as %o", async (kind, error) => {
    const oboAssertion = await deployment.forge()[kind](callOfAda);
    const request = { oboAssertion, scopes: graphScopes };
    await expect(confidentialClient().acquireTokenOnBehalfOf(request)).rejects.toMatchObject(error);
  });
});

function raise(message: string): never {
  throw new Error(message);
}

describe("what the grant gives", () => {
  const entra = useMockEntra();

  test("a token of the same user, whose client is the API", async () => {
    const { body } = await onBehalfOf(await entra.forge.valid(callOfAda));
    expect(decodeJwt(String(body["access_token"]))).toMatchObject({
      aud: graph,
      appid: api.appId,
      appidacr: "1",
      oid: ada.id,
      tid: seed.tenant.id,
    });
    expect(Object.keys(body).toSorted()).toEqual([
      "access_token",
      "expires_in",
      "ext_expires_in",
      "scope",
      "token_type",
    ]);
  });

  test("with offline_access a refresh token, which the API has to authenticate for", async () => {
    const scope = `${graphScopes.join(" ")} offline_access`;
    const { body } = await onBehalfOf(await entra.forge.valid(callOfAda), { scope });
    const request = { grant_type: "refresh_token", client_id: api.appId, scope };
    const refreshToken = String(body["refresh_token"]);
    const renewed = await postToken({
      ...request,
      client_secret: api.secret,
      refresh_token: refreshToken,
    });
    expect(decodeJwt(String(renewed.body["access_token"]))).toMatchObject({ oid: ada.id, appid: api.appId });
    const unproven = await postToken({ ...request, refresh_token: refreshToken });
    expect(unproven.body["error_codes"]).toEqual([7000218]);
  });

  test("the permissions of the API, whatever its caller was granted", async () => {
    const assertion = await entra.forge.valid(callOfAda);
    withdrawConsent(entra, client.appId);
    const { body } = await onBehalfOf(assertion, { scope: "https://graph.microsoft.com/.default" });
    expect(decodeJwt(String(body["access_token"]))["scp"]).toContain("Mail.Send");
  });

  test("a token for Graph where the user had a second factor, which a policy wants", async () => {
    entra.directory.addPolicy();
    const assertion = await entra.forge.valid({ ...callOfAda, secondFactor: true });
    const { body } = await onBehalfOf(assertion);
    expect(decodeJwt(String(body["access_token"]))["amr"]).toEqual(["pwd", "mfa"]);
  });

  test("the claims of a refusal, taken to the client's sign-in, lead to a second factor and out of it", async () => {
    entra.directory.addPolicy({ applications: ["https://graph.microsoft.com"] });
    const { body } = await onBehalfOf(await entra.forge.valid(callOfAda));
    expect(body["error_codes"]).toEqual([50076]);
    const { verifier, challenge } = newPkce();
    const redirect = { client_id: client.appId, redirect_uri: "http://localhost:7777" };
    const pkce = { code_challenge: challenge, code_challenge_method: "S256" };
    entra.directory.grantAdminConsent({
      application: client.appId,
      on: api.appId,
      scopes: [api.scopes.toolsRead],
    });
    const browser = createBrowser();
    const request = { ...redirect, ...pkce, scope: scopes.join(" "), claims: String(body["claims"]) };
    const page = pageOf(await browser.open(authorizeUrl(request)));
    const secondFactor = pageOf(await typePassword(browser, page, ada));
    const answer = answerOf(await pressButton(browser, secondFactor, "approve"));
    const form = { ...redirect, client_secret: undefined, code_verifier: verifier };
    const tokens = await redeem(answer.parameters.get("code") ?? "", form);
    expect((await onBehalfOf(String(tokens.body["access_token"]))).status).toBe(200);
  });

  test("a version 1 token can be traded too, by the App ID URI in its aud", async () => {
    const { status } = await onBehalfOf(await entra.forge.v1(callOfAda));
    expect(status).toBe(200);
  });

  test("no secret is needed where a certificate or a federated credential stands in", async () => {
    const { keyCredential, privateKey, thumbprintSha256 } = await createClientCertificate();
    entra.directory.findApplication(api.appId)?.keyCredentials.push(keyCredential);
    const application = new ConfidentialClientApplication({
      auth: {
        clientId: api.appId,
        authority: `${authority}/${seed.tenant.id}`,
        clientCertificate: { privateKey, thumbprintSha256 },
      },
    });
    const oboAssertion = await entra.forge.valid(callOfAda);
    const result = await application.acquireTokenOnBehalfOf({ oboAssertion, scopes: graphScopes });
    expect(decodeJwt(result?.accessToken ?? "")).toMatchObject({ oid: ada.id, appidacr: "2" });
  });
});
