import { ConfidentialClientApplication, type NodeAuthOptions } from "@azure/msal-node";
import { createRemoteJWKSet, decodeJwt, jwtVerify } from "jose";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type ClientCertificate, createClientCertificate, seed } from "../src/index.ts";
import { addApi, apiUri, applicationOf } from "./support/api.ts";
import { createBrowser } from "./support/browser.ts";
import { deployments } from "./support/deployment.ts";
import { signIn } from "./support/sign-in.ts";

const { remote } = seed.applications;
const { ada } = seed.users;

type Credential = Pick<NodeAuthOptions, "clientSecret" | "clientCertificate" | "clientAssertion">;

describe.each(deployments)("unmodified MSAL proves an application's identity, $name", ({ use }) => {
  const deployment = use();
  const { entra } = deployment;
  let certificate: ClientCertificate;

  beforeAll(async () => {
    certificate = await createClientCertificate();
  });

  beforeEach(() => {
    addApi(entra);
    entra.directory.assignRole({ application: remote.appId, on: apiUri, role: "Things.Read.All" });
  });

  const client = (credential: Credential) =>
    new ConfidentialClientApplication({
      auth: { clientId: remote.appId, ...credential, ...deployment.msalAuthority() },
    });

  /** A token for the API. The test verifies it as the API does. */
  const actAsItself = async (credential: Credential) => {
    const result = await client(credential).acquireTokenByClientCredential({
      scopes: [`${apiUri}/.default`],
    });
    const authority = `${deployment.authorityHost()}/${seed.tenant.id}`;
    const keys = createRemoteJWKSet(new URL(`${authority}/discovery/v2.0/keys`));
    const { payload } = await jwtVerify(result?.accessToken ?? "", keys, {
      issuer: `${authority}/v2.0`,
      audience: "55555555-aaaa-4bbb-8ccc-000000000005",
      algorithms: ["RS256"],
    });
    return payload;
  };

  const proven = (azpacr: "1" | "2") => ({ azp: remote.appId, azpacr, roles: ["Things.Read.All"] });

  const { clientId } = seed.managedIdentity;

  /** The credential of a server without a secret: a token of its managed identity, new for each request. */
  const clientAssertion = async () =>
    (await deployment.acquireIdentityToken({ resource: "api://AzureADTokenExchange", clientId })).accessToken;

  test("by a secret", async () => {
    expect(await actAsItself({ clientSecret: remote.secret })).toMatchObject(proven("1"));
  });

  test("by a certificate with PS256 and the SHA-256 thumbprint", async () => {
    applicationOf(entra, remote.appId).keyCredentials.push(certificate.keyCredential);
    const { privateKey, thumbprintSha256 } = certificate;
    expect(await actAsItself({ clientCertificate: { privateKey, thumbprintSha256 } })).toMatchObject(
      proven("2"),
    );
  });

  test("by a certificate with RS256 and the SHA-1 thumbprint, sending the certificate along", async () => {
    applicationOf(entra, remote.appId).keyCredentials.push(certificate.keyCredential);
    const { privateKey, thumbprint, certificate: x5c } = certificate;
    expect(await actAsItself({ clientCertificate: { privateKey, thumbprint, x5c } })).toMatchObject(
      proven("2"),
    );
  });

  test("a certificate that is not registered surfaces as AADSTS700027", async () => {
    const { privateKey, thumbprintSha256 } = certificate;
    await expect(actAsItself({ clientCertificate: { privateKey, thumbprintSha256 } })).rejects.toMatchObject({
      errorCode: "invalid_client",
      errorNo: 700027,
    });
  });

  test("by the token of a workload outside Azure", async () => {
    const { workload } = entra.federatedIssuers;
    expect(await actAsItself({ clientAssertion: () => workload.issueToken() })).toMatchObject(proven("2"));
  });

  test("a workload that the application does not trust surfaces as AADSTS700213", async () => {
    const { workload } = entra.federatedIssuers;
    const stranger = () => workload.issueToken({ subject: "another-workload" });
    await expect(actAsItself({ clientAssertion: stranger })).rejects.toMatchObject({ errorNo: 700213 });
  });

  test("a managed identity gets a token of its own", async () => {
    const { accessToken, expiresOn } = await deployment.acquireIdentityToken({ resource: apiUri, clientId });
    expect(decodeJwt(accessToken)).toMatchObject({ azp: clientId, oid: seed.managedIdentity.principalId });
    expect(expiresOn.getTime()).toBeGreaterThan(Date.now() + 86_000_000);
  });

  test("the secretless chain: a managed identity's token stands in for the application's secret", async () => {
    expect(await actAsItself({ clientAssertion })).toMatchObject(proven("2"));
  });

  test("the secretless chain signs users in as well", async () => {
    const secretless = client({ clientAssertion });
    const request = { scopes: [`${apiUri}/access`], redirectUri: remote.redirectUri };
    const { parameters } = await signIn(createBrowser(), await secretless.getAuthCodeUrl(request), ada);
    const result = await secretless.acquireTokenByCode({ ...request, code: parameters.get("code") ?? "" });
    expect(decodeJwt(result.accessToken)).toMatchObject({ oid: ada.id, scp: "access", azpacr: "2" });
  });

  test("a managed identity that is not there surfaces with App Service's own message", async () => {
    const stranger = { resource: apiUri, clientId: remote.appId };
    await expect(deployment.acquireIdentityToken(stranger)).rejects.toThrow(
      "No User Assigned or Delegated Managed Identity found",
    );
  });

  test("a token is cached by MSAL until it expires", async () => {
    const application = client({ clientSecret: remote.secret });
    const request = { scopes: [`${apiUri}/.default`] };
    const first = await application.acquireTokenByClientCredential(request);
    const second = await application.acquireTokenByClientCredential(request);
    expect([first?.fromCache, second?.fromCache]).toEqual([false, true]);
    expect(second?.accessToken).toBe(first?.accessToken);
  });
});
