import { MicrosoftEntraId } from "arctic";
import { decodeJwt } from "jose";
import * as oauth from "oauth4webapi";
import { Issuer } from "openid-client-5";
import * as client6 from "openid-client-6";
import { expect } from "vitest";
import { seed } from "../../../packages/mock-entra/src/index.ts";
import type { ClientFlow, Mock } from "../client-flow.ts";
import { needsHttps } from "./web-application.ts";
import { ada, confirmDevice, expectAdaAtGraph, signInAt } from "./signed-in.ts";

const { local, remote } = seed.applications;
/** The refresh needs it too: without it, Entra refuses with AADSTS90009. */
const scope = "openid profile email offline_access User.Read";
const issuerOf = ({ authorityHost }: Mock): string => `${authorityHost}/${seed.tenant.id}/v2.0`;

async function openidClient5(mock: Mock): Promise<void> {
  const issuer = await Issuer.discover(issuerOf(mock));
  const client = new issuer.Client({
    client_id: remote.appId,
    client_secret: remote.secret,
    redirect_uris: [remote.redirectUri],
    response_types: ["code"],
  });
  const checks = { state: "state", nonce: "nonce" };
  const address = client.authorizationUrl({ scope, ...checks });
  const answer = await signInAt(mock, address, remote.redirectUri);
  const tokens = await client.callback(remote.redirectUri, client.callbackParams(answer.href), checks);
  expect(tokens.claims()).toMatchObject({ oid: ada.id, preferred_username: ada.userPrincipalName });
  await expectAdaAtGraph(mock, tokens.access_token ?? "");
  expect(await client.userinfo(tokens)).toMatchObject({
    sub: tokens.claims().sub,
    email: ada.userPrincipalName,
  });
  const renewed = await client.refresh(tokens, { exchangeBody: { scope } });
  expect(renewed.claims().sub).toBe(tokens.claims().sub);
  await expectAdaAtGraph(mock, renewed.access_token ?? "");
}

async function openidClient6(mock: Mock): Promise<void> {
  const config = await client6.discovery(new URL(issuerOf(mock)), remote.appId, remote.secret);
  const pkceCodeVerifier = client6.randomPKCECodeVerifier();
  const [expectedState, expectedNonce] = [client6.randomState(), client6.randomNonce()];
  const address = client6.buildAuthorizationUrl(config, {
    redirect_uri: remote.redirectUri,
    scope,
    state: expectedState,
    nonce: expectedNonce,
    code_challenge: await client6.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: "S256",
  });
  const answer = await signInAt(mock, address, remote.redirectUri);
  const checks = { pkceCodeVerifier, expectedState, expectedNonce };
  const tokens = await client6.authorizationCodeGrant(config, answer, checks);
  const claims = tokens.claims();
  expect(claims).toMatchObject({ oid: ada.id, preferred_username: ada.userPrincipalName });
  await expectAdaAtGraph(mock, tokens.access_token);
  const userinfo = await client6.fetchUserInfo(config, tokens.access_token, claims?.sub ?? "");
  expect(userinfo.email).toBe(ada.userPrincipalName);
  const renewed = await client6.refreshTokenGrant(config, tokens.refresh_token ?? "", { scope });
  await expectAdaAtGraph(mock, renewed.access_token);
}

async function openidClient6ByDevice(mock: Mock): Promise<void> {
  mock.entra.setLifetimes(local.appId, { devicePollingIntervalSeconds: 1 });
  const config = await client6.discovery(new URL(issuerOf(mock)), local.appId, undefined, client6.None());
  const device = await client6.initiateDeviceAuthorization(config, { scope });
  const [tokens] = await Promise.all([
    client6.pollDeviceAuthorizationGrant(config, device),
    confirmDevice(mock, device.verification_uri, device.user_code),
  ]);
  await expectAdaAtGraph(mock, tokens.access_token);
}

async function oauth4webapi(mock: Mock): Promise<void> {
  const issuer = new URL(issuerOf(mock));
  const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer));
  const client: oauth.Client = { client_id: remote.appId };
  const authentication = oauth.ClientSecretPost(remote.secret);
  const verifier = oauth.generateRandomCodeVerifier();
  const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
  const address = new URL(server.authorization_endpoint ?? "");
  address.search = new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: remote.redirectUri,
    response_type: "code",
    scope,
    state,
    nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  }).toString();
  const answer = await signInAt(mock, address, remote.redirectUri);
  const parameters = oauth.validateAuthResponse(server, client, answer, state);
  const redeemed = await oauth.processAuthorizationCodeResponse(
    server,
    client,
    await oauth.authorizationCodeGrantRequest(
      server,
      client,
      authentication,
      parameters,
      remote.redirectUri,
      verifier,
    ),
    { expectedNonce: nonce, requireIdToken: true },
  );
  expect(oauth.getValidatedIdTokenClaims(redeemed)).toMatchObject({ oid: ada.id });
  await expectAdaAtGraph(mock, redeemed.access_token);
  const renewed = await oauth.processRefreshTokenResponse(
    server,
    client,
    await oauth.refreshTokenGrantRequest(server, client, authentication, redeemed.refresh_token ?? "", {
      additionalParameters: { scope },
    }),
  );
  await expectAdaAtGraph(mock, renewed.access_token);
}

async function arctic(mock: Mock): Promise<void> {
  const entra = new MicrosoftEntraId(seed.tenant.id, remote.appId, remote.secret, remote.redirectUri);
  const verifier = oauth.generateRandomCodeVerifier();
  const address = entra.createAuthorizationURL("state", verifier, scope.split(" "));
  const answer = await signInAt(mock, address, remote.redirectUri);
  expect(answer.searchParams.get("state")).toBe("state");
  const tokens = await entra.validateAuthorizationCode(answer.searchParams.get("code") ?? "", verifier);
  expect(decodeJwt(tokens.idToken())["oid"]).toBe(ada.id);
  await expectAdaAtGraph(mock, tokens.accessToken());
  const renewed = await entra.refreshAccessToken(tokens.refreshToken(), scope.split(" "));
  await expectAdaAtGraph(mock, renewed.accessToken());
}

const both = ["in process", "served, https pages"] as const;

export const oauthLibraryFlows: ClientFlow[] = [
  {
    dependency: "openid-client-5",
    flow: "Discovery, authorization code, userinfo, refresh, Graph",
    places: ["in process", "served", "served, https pages"],
    run: openidClient5,
  },
  {
    dependency: "openid-client-6",
    flow: "Discovery, authorization code with PKCE, userinfo, refresh, Graph",
    places: both,
    run: openidClient6,
  },
  { dependency: "openid-client-6", flow: "Device code, Graph", places: both, run: openidClient6ByDevice },
  {
    dependency: "openid-client-6",
    flow: "Discovery, authorization code with PKCE, userinfo, refresh, Graph",
    places: ["served"],
    run: openidClient6,
    cannot: { error: /only requests to HTTPS are allowed/, reason: needsHttps },
  },
  {
    dependency: "oauth4webapi",
    flow: "Discovery, authorization code with PKCE, refresh, Graph",
    places: ["in process", "served", "served, https pages"],
    run: oauth4webapi,
  },
  {
    dependency: "arctic",
    flow: "Authorization code with PKCE, refresh, Graph",
    places: ["in process"],
    run: arctic,
  },
];
