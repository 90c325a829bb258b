import { expect } from "vitest";
import { type Page, signIn } from "../../../packages/mock-entra/src/browser/index.ts";
import { seed } from "../../../packages/mock-entra/src/index.ts";
import type { Mock } from "../client-flow.ts";

export const { ada } = seed.users;

/**
 * The address to which an application sends a person, if the library does not do this. @param parameters of the request, in addition to
 * response_type
 */
export function authorizeAddress(
  { authorityHost, running }: Mock,
  parameters: Record<string, string>,
): string {
  const host = running?.frontChannelUrl ?? authorityHost;
  const query = new URLSearchParams({ response_type: "code", ...parameters }).toString();
  return `${host}/${seed.tenant.id}/oauth2/v2.0/authorize?${query}`;
}

/** Ada signs in at the address that a library gave. @returns the address that was called at the application's redirect URI */
export async function signInAt(mock: Mock, address: URL | string, redirectUri: string): Promise<URL> {
  return new URL((await walk(mock, address, [redirectUri])).url);
}

/** The same for an application on loopback that answers. @returns the last page */
export async function walk(
  mock: Mock,
  address: URL | string,
  stopBefore: readonly string[] = [],
): Promise<Page> {
  const browser = mock.browser(stopBefore);
  return signIn(browser, await browser.visit(String(address)), ada);
}

/** An application without a library that signs Ada in. */
export interface Caller {
  client_id: string;
  redirect_uri: string;
  client_secret?: string;
}

/** @returns the access token for an API that the caller gets for Ada. She consents if she is asked. */
export async function accessTokenFor(mock: Mock, caller: Caller, scope: string): Promise<string> {
  const { client_id, redirect_uri } = caller;
  const address = authorizeAddress(mock, { client_id, redirect_uri, scope });
  const code = (await signInAt(mock, address, redirect_uri)).searchParams.get("code") ?? "";
  const answer = await fetch(`${mock.authorityHost}/${seed.tenant.id}/oauth2/v2.0/token`, {
    method: "POST",
    body: new URLSearchParams({ grant_type: "authorization_code", code, ...caller }),
  });
  const tokens: { access_token: string } = JSON.parse(await answer.text());
  return tokens.access_token;
}

/** A token for the seed's API, which the API exchanges for a token for Graph. */
export async function callOfAda(mock: Mock): Promise<string> {
  const { client, api } = seed.applications;
  const caller = { client_id: client.appId, redirect_uri: client.redirectUri };
  return accessTokenFor(mock, caller, `${api.resource}/${api.scopes.toolsRead}`);
}

/** Enters a device's code, signs in and confirms. */
export async function confirmDevice(mock: Mock, verificationUri: string, userCode: string): Promise<void> {
  const browser = mock.browser([]);
  const asked = await browser.submit(await browser.visit(verificationUri), { otc: userCode, action: "next" });
  const question = await signIn(browser, asked, ada);
  const done = await browser.submit(question, { action: "continue" });
  expect(done.status).toBe(200);
}

/** Microsoft Graph accepts the token, and names its user. */
export async function expectAdaAtGraph({ graph }: Mock, accessToken: string): Promise<void> {
  const answer = await fetch(`${graph}/v1.0/me`, { headers: { authorization: `Bearer ${accessToken}` } });
  expect(await answer.json()).toMatchObject({ id: ada.id, displayName: "Ada Lovelace" });
}

/** MSAL's options for an authority, as the mock's README describes them. */
export function msalAuthority({ authorityHost, running }: Mock): {
  authority: string;
  knownAuthorities?: string[];
} {
  const authority = `${authorityHost}/${seed.tenant.id}`;
  return running === undefined
    ? { authority }
    : { authority, knownAuthorities: [new URL(authorityHost).host] };
}
