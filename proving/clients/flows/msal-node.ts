import * as msalNode1 from "msal-node-1";
import * as msalNode2 from "msal-node-2";
import * as msalNode3 from "msal-node-3";
import * as msalNode5 from "msal-node-5";
import * as msalNode7 from "msal-node-7";
import { decodeJwt } from "jose";
import { expect } from "vitest";
import { seed } from "../../../packages/mock-entra/src/index.ts";
import type { ClientFlow, Mock } from "../client-flow.ts";
import { ada, callOfAda, confirmDevice, expectAdaAtGraph, msalAuthority, signInAt } from "./signed-in.ts";

const { local, remote } = seed.applications;

interface Account {
  homeAccountId: string;
  environment: string;
  tenantId: string;
  username: string;
  localAccountId: string;
}
interface Result {
  accessToken: string;
  fromCache: boolean;
  account: Account | null;
}
interface Application {
  getAuthCodeUrl(request: { scopes: string[]; redirectUri: string }): Promise<string>;
  acquireTokenByCode(request: { scopes: string[]; redirectUri: string; code: string }): Promise<Result>;
  acquireTokenSilent(request: {
    account: Account;
    scopes: string[];
    forceRefresh: boolean;
  }): Promise<Result | null>;
}

/** The parts that all major versions have. */
interface MsalNode {
  ConfidentialClientApplication: new (configuration: {
    auth: { clientId: string; clientSecret: string; authority: string; knownAuthorities?: string[] };
  }) => Application & {
    acquireTokenByClientCredential(request: { scopes: string[] }): Promise<Result | null>;
    acquireTokenOnBehalfOf(request: { oboAssertion: string; scopes: string[] }): Promise<Result | null>;
  };
  PublicClientApplication: new (configuration: {
    auth: { clientId: string; authority: string; knownAuthorities?: string[] };
  }) => {
    acquireTokenByDeviceCode(request: {
      scopes: string[];
      deviceCodeCallback: (device: { verificationUri: string; userCode: string }) => void;
    }): Promise<Result | null>;
  };
}

const confidentialClient = (msal: MsalNode, mock: Mock) =>
  new msal.ConfidentialClientApplication({
    auth: { clientId: remote.appId, clientSecret: remote.secret, ...msalAuthority(mock) },
  });

async function signInAndRefresh(msal: MsalNode, mock: Mock): Promise<void> {
  const client = confidentialClient(msal, mock);
  const request = { scopes: ["User.Read"], redirectUri: remote.redirectUri };
  const answer = await signInAt(mock, await client.getAuthCodeUrl(request), remote.redirectUri);
  const code = answer.searchParams.get("code") ?? "";
  const { account, accessToken } = await client.acquireTokenByCode({ ...request, code });
  if (account === null) throw new Error("There is no account.");
  expect(account.username).toBe(ada.userPrincipalName);
  await expectAdaAtGraph(mock, accessToken);
  const renewed = await client.acquireTokenSilent({ account, scopes: ["User.Read"], forceRefresh: true });
  expect(renewed?.fromCache).toBe(false);
  expect(renewed?.accessToken).not.toBe(accessToken);
  await expectAdaAtGraph(mock, renewed?.accessToken ?? "");
}

async function signInByDevice(msal: MsalNode, mock: Mock): Promise<void> {
  mock.entra.setLifetimes(local.appId, { devicePollingIntervalSeconds: 1 });
  const client = new msal.PublicClientApplication({
    auth: { clientId: local.appId, ...msalAuthority(mock) },
  });
  const confirmed: Promise<void>[] = [];
  const result = await client.acquireTokenByDeviceCode({
    scopes: ["User.Read"],
    deviceCodeCallback: ({ verificationUri, userCode }) => {
      confirmed.push(confirmDevice(mock, verificationUri, userCode));
    },
  });
  await Promise.all(confirmed);
  await expectAdaAtGraph(mock, result?.accessToken ?? "");
}

async function actAsItself(msal: MsalNode, mock: Mock): Promise<void> {
  const graph = "https://graph.microsoft.com";
  mock.entra.directory.assignRole({ application: remote.appId, on: graph, role: "User.Read.All" });
  const client = confidentialClient(msal, mock);
  const result = await client.acquireTokenByClientCredential({ scopes: [`${graph}/.default`] });
  expect(decodeJwt(result?.accessToken ?? "")["roles"]).toEqual(["User.Read.All"]);
}

async function actForItsCaller(msal: MsalNode, mock: Mock): Promise<void> {
  const { appId: clientId, secret: clientSecret } = seed.applications.api;
  const client = new msal.ConfidentialClientApplication({
    auth: { clientId, clientSecret, ...msalAuthority(mock) },
  });
  const oboAssertion = await callOfAda(mock);
  const result = await client.acquireTokenOnBehalfOf({ oboAssertion, scopes: ["User.Read"] });
  await expectAdaAtGraph(mock, result?.accessToken ?? "");
}

const majors: [string, MsalNode][] = [
  ["msal-node-1", msalNode1],
  ["msal-node-2", msalNode2],
  ["msal-node-3", msalNode3],
  ["msal-node-5", msalNode5],
  ["msal-node-7", msalNode7],
];

export const msalNodeFlows: ClientFlow[] = majors.flatMap(([dependency, msal]) => [
  {
    dependency,
    places: ["in process", "served"],
    flow: "Authorization code, Graph, silent renewal",
    run: async (mock) => signInAndRefresh(msal, mock),
  },
  {
    dependency,
    places: ["in process", "served"],
    flow: "Device code, Graph",
    run: async (mock) => signInByDevice(msal, mock),
  },
  {
    dependency,
    places: ["in process", "served"],
    flow: "Client credentials",
    run: async (mock) => actAsItself(msal, mock),
  },
  {
    dependency,
    places: ["in process", "served"],
    flow: "On behalf of a caller, Graph",
    run: async (mock) => actForItsCaller(msal, mock),
  },
]);
