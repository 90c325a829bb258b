import {
  type AuthenticationResult,
  ConfidentialClientApplication,
  PublicClientApplication,
} from "@azure/msal-node";
import { type MockEntra, seed } from "@mcp-entra/mock-entra";
import { createHttpBrowser, type HttpBrowser, type Page, signIn } from "@mcp-entra/mock-entra/browser";
import { withoutNetwork } from "@mcp-entra/workshop/attacks";
import { Client } from "@microsoft/microsoft-graph-client";

const host = "https://login.microsoftonline.com";
const authority = `${host}/${seed.tenant.id}`;
export const callback = "http://localhost:3001/auth/callback";

/** The result of an action that may fail: the wanted value, or the AADSTS number or message. */
export interface Outcome<Wanted> {
  wanted?: Wanted;
  problem: string;
}

/** “: there is no redirect URI”, for a problem of which the reason is known. */
export function reasonOf(problem: string, reasons: Readonly<Record<string, string>>): string {
  const reason = reasons[problem];
  return reason === undefined ? "" : `: ${reason}`;
}

const administratorRoles = [
  "Application.ReadWrite.All",
  "AppRoleAssignment.ReadWrite.All",
  "DelegatedPermissionGrant.ReadWrite.All",
  "Directory.Read.All",
];

/** Microsoft Graph, for a tool that may register applications in the tenant. */
export async function administrator(entra: MockEntra): Promise<Client> {
  withoutNetwork();
  const { appId, secret } = seed.applications.remote;
  const on = "https://graph.microsoft.com";
  // All that an administrator may do: the mock must not refuse what a tenant would allow.
  for (const role of administratorRoles) entra.directory.assignRole({ application: appId, on, role });
  const tool = new ConfidentialClientApplication({
    auth: { clientId: appId, clientSecret: secret, authority },
  });
  const result = await tool.acquireTokenByClientCredential({ scopes: [`${on}/.default`] });
  return Client.init({ authProvider: (done) => done(null, result?.accessToken ?? "") });
}

/** What an administrator does with a file: `az rest --method POST --url …/applications --body @file`. */
export async function post(
  entra: MockEntra,
  application: object,
): Promise<Outcome<{ id: string; appId: string }>> {
  return outcomeOf(async () => (await administrator(entra)).api("/applications").post(application));
}

export type RegisteredApplication = NonNullable<ReturnType<MockEntra["directory"]["findApplication"]>>;

/** An application as the tenant keeps it. */
export function inDirectory({ directory }: MockEntra, appId: string): RegisteredApplication {
  const application = directory.findApplication(appId);
  if (application === undefined) throw new Error(`The tenant has no application ${appId}.`);
  return application;
}

/** Whether an address is on the machine that opens it, with any port and path. */
export function isLoopback(address: string): boolean {
  const url = URL.parse(address);
  return (
    url?.protocol === "http:" &&
    url.username === "" &&
    ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname)
  );
}

/** Signs Ada in with a browser, for a client of either kind. */
export async function signInWithCode(
  client: PublicClientApplication | ConfidentialClientApplication,
  redirectUri: string,
): Promise<Outcome<AuthenticationResult>> {
  return outcomeOf(async () => {
    const request = { scopes: ["User.Read"], redirectUri };
    const browser = createHttpBrowser({ stopBefore: redirectUri });
    const end = await signIn(
      browser,
      await browser.visit(await client.getAuthCodeUrl(request)),
      seed.users.ada,
    );
    const code = new URL(end.url).searchParams.get("code");
    if (code === null) throw new Error(textOf(end));
    return client.acquireTokenByCode({ ...request, code });
  });
}

/**
 * Ada types the code of a program on another device. The requests are made without MSAL, because MSAL waits five seconds before it
 * asks for the token.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code
 */
export async function signInByDeviceCode(clientId: string): Promise<Outcome<unknown>> {
  return outcomeOf(async () => {
    const scope = "openid User.Read";
    const device = await postForm("devicecode", { client_id: clientId, scope });
    await confirm(createHttpBrowser(), String(device["verification_uri"]), String(device["user_code"]));
    const grant_type = "urn:ietf:params:oauth:grant-type:device_code";
    return postForm("token", { client_id: clientId, grant_type, device_code: String(device["device_code"]) });
  });
}

async function postForm(endpoint: string, fields: Record<string, string>): Promise<Record<string, unknown>> {
  const body = new URLSearchParams(fields);
  const response = await fetch(`${authority}/oauth2/v2.0/${endpoint}`, { method: "POST", body });
  const answer = (await response.json()) as Record<string, unknown>;
  if (!response.ok) throw new Error(String(answer["error_description"]));
  return answer;
}

/** The last page in the browser of a user from another organization. */
export async function visitFromElsewhere(clientId: string, redirectUri: string): Promise<string> {
  const client = new PublicClientApplication({ auth: { clientId, authority: `${host}/common` } });
  const page = await createHttpBrowser().visit(
    await client.getAuthCodeUrl({ scopes: ["User.Read"], redirectUri }),
  );
  return textOf(page);
}

export function publicClient(clientId: string): PublicClientApplication {
  return new PublicClientApplication({ auth: { clientId, authority } });
}

export function confidentialClient(clientId: string, clientSecret: string, tenant = authority) {
  return new ConfidentialClientApplication({ auth: { clientId, clientSecret, authority: tenant } });
}

async function confirm(browser: HttpBrowser, verificationUri: string, userCode: string): Promise<void> {
  const entry = await browser.visit(verificationUri);
  const page = await browser.submit(entry, { otc: userCode, action: "next" });
  const question = await signIn(browser, page, seed.users.ada);
  const consent = await browser.submit(question, { action: "continue" });
  await signIn(browser, consent, seed.users.ada);
}

async function outcomeOf<Wanted>(work: () => Promise<Wanted>): Promise<Outcome<Wanted>> {
  try {
    return { wanted: await work(), problem: "" };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { problem: /AADSTS\d+/.exec(text)?.[0] ?? text };
  }
}

function textOf(page: Page): string {
  return /AADSTS\d+/.exec(page.document.text)?.[0] ?? page.title;
}
