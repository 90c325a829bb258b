import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AuthorizationCodeCredential,
  ClientAssertionCredential,
  ClientCertificateCredential,
  ClientSecretCredential,
  DeviceCodeCredential,
  EnvironmentCredential,
  ManagedIdentityCredential,
  OnBehalfOfCredential,
  type TokenCredential,
  UsernamePasswordCredential,
  WorkloadIdentityCredential,
} from "@azure/identity";
import { decodeJwt } from "jose";
import { expect, onTestFinished, vi } from "vitest";
import { createClientCertificate, seed } from "../../../packages/mock-entra/src/index.ts";
import type { ClientFlow, Mock } from "../client-flow.ts";
import { authorizeAddress, callOfAda, confirmDevice, expectAdaAtGraph, signInAt } from "./signed-in.ts";

const { local, remote } = seed.applications;
const graph = "https://graph.microsoft.com";
const tenantId = seed.tenant.id;

/** As the mock's README describes it. */
const optionsFor = ({ authorityHost, running }: Mock) =>
  running === undefined ? {} : { authorityHost, disableInstanceDiscovery: true };

/** Ada signs in, and the application makes a credential from the code. */
export async function signInToCredential(mock: Mock): Promise<TokenCredential> {
  const { appId, secret, redirectUri } = remote;
  const scope = `openid offline_access ${graph}/User.Read`;
  const address = authorizeAddress(mock, { client_id: appId, redirect_uri: redirectUri, scope });
  const code = (await signInAt(mock, address, redirectUri)).searchParams.get("code") ?? "";
  return new AuthorizationCodeCredential(tenantId, appId, secret, code, redirectUri, optionsFor(mock));
}

async function tokenOf(credential: TokenCredential, scope = `${graph}/User.Read`): Promise<string> {
  return (await credential.getToken(scope))?.token ?? "";
}

/** The application, or its managed identity, gets its own token with the role that was assigned to it. */
async function expectOwnToken({ entra }: Mock, credential: TokenCredential, appId: string): Promise<void> {
  entra.directory.assignRole({ application: appId, on: graph, role: "User.Read.All" });
  const claims = decodeJwt(await tokenOf(credential, `${graph}/.default`));
  expect(claims).toMatchObject({ appid: appId, roles: ["User.Read.All"] });
}

function stubEnvironment(variables: Record<string, string>): void {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
}

function fileWith(content: string): string {
  const folder = mkdtempSync(join(tmpdir(), "credential-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "content");
  writeFileSync(path, content);
  return path;
}

async function certificateIn({ entra }: Mock): Promise<string> {
  const { privateKey, certificate, keyCredential } = await createClientCertificate();
  entra.directory.findApplication(remote.appId)?.keyCredentials.push(keyCredential);
  return `${privateKey}\n${certificate}`;
}

async function signInByDevice(mock: Mock): Promise<void> {
  mock.entra.setLifetimes(local.appId, { devicePollingIntervalSeconds: 1 });
  const confirmed: Promise<void>[] = [];
  const credential = new DeviceCodeCredential({
    tenantId,
    clientId: local.appId,
    userPromptCallback: ({ verificationUri, userCode }) => {
      confirmed.push(confirmDevice(mock, verificationUri, userCode));
    },
    ...optionsFor(mock),
  });
  const token = await tokenOf(credential);
  await Promise.all(confirmed);
  await expectAdaAtGraph(mock, token);
}

async function actForItsCaller(mock: Mock): Promise<void> {
  const { appId: clientId, secret: clientSecret } = seed.applications.api;
  const credential = new OnBehalfOfCredential({
    tenantId,
    clientId,
    clientSecret,
    userAssertionToken: await callOfAda(mock),
    ...optionsFor(mock),
  });
  await expectAdaAtGraph(mock, await tokenOf(credential));
}

async function signInByPassword(mock: Mock): Promise<void> {
  const { userPrincipalName, password } = seed.users.ada;
  await tokenOf(
    new UsernamePasswordCredential(tenantId, local.appId, userPrincipalName, password, optionsFor(mock)),
  );
}

/** Credentials of the application itself. */
const ownCredentials: Record<string, (mock: Mock) => Promise<TokenCredential>> = {
  ClientSecretCredential: async (mock) =>
    new ClientSecretCredential(tenantId, remote.appId, remote.secret, optionsFor(mock)),
  ClientCertificateCredential: async (mock) => {
    const certificate = await certificateIn(mock);
    return new ClientCertificateCredential(tenantId, remote.appId, { certificate }, optionsFor(mock));
  },
  ClientAssertionCredential: async (mock) => {
    const assertion = async () => mock.entra.federatedIssuers.workload.issueToken();
    return new ClientAssertionCredential(tenantId, remote.appId, assertion, optionsFor(mock));
  },
  WorkloadIdentityCredential: async (mock) => {
    const tokenFilePath = fileWith(await mock.entra.federatedIssuers.workload.issueToken());
    return new WorkloadIdentityCredential({
      tenantId,
      clientId: remote.appId,
      tokenFilePath,
      ...optionsFor(mock),
    });
  },
  EnvironmentCredential: async (mock) => {
    stubEnvironment({
      AZURE_TENANT_ID: tenantId,
      AZURE_CLIENT_ID: remote.appId,
      AZURE_CLIENT_SECRET: remote.secret,
    });
    return new EnvironmentCredential(optionsFor(mock));
  },
};

const dependency = "@azure/identity";
const places = ["in process", "served"] as const;

export const azureIdentityFlows: ClientFlow[] = [
  {
    dependency,
    places,
    flow: "AuthorizationCodeCredential, Graph",
    run: async (mock) => expectAdaAtGraph(mock, await tokenOf(await signInToCredential(mock))),
  },
  { dependency, places, flow: "DeviceCodeCredential, Graph", run: signInByDevice },
  { dependency, places, flow: "OnBehalfOfCredential, Graph", run: actForItsCaller },
  {
    dependency,
    places,
    flow: "UsernamePasswordCredential",
    run: signInByPassword,
    cannot: { error: /AADSTS70003/, reason: "The mock leaves the password grant out" },
  },
  ...Object.entries(ownCredentials).map(([flow, create]) => ({
    dependency,
    places,
    flow,
    run: async (mock: Mock) => expectOwnToken(mock, await create(mock), remote.appId),
  })),
  {
    dependency,
    // Its cache is shared in the process, so a second run would send no request.
    places: ["served"],
    flow: "ManagedIdentityCredential (App Service)",
    run: async (mock) => {
      stubEnvironment({ ...(mock.running ?? mock.entra).managedIdentityEnvironment });
      const { clientId } = seed.managedIdentity;
      await expectOwnToken(mock, new ManagedIdentityCredential({ clientId }), clientId);
    },
  },
];
