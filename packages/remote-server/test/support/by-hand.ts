import { signIn } from "@mcp-entra/mock-entra/browser";
import type { seed } from "@mcp-entra/mock-entra";
import { type Generation, postOf } from "./generations.ts";
import { allow, clientRedirectUri, createTestBrowser } from "./test-client.ts";

/** The requests of an MCP client, one by one, for tests that do what no SDK client does. */
type Addresses = { issuer: string };
type SeedUser = (typeof seed.users)[keyof typeof seed.users];
type TokenAnswer = Record<string, string | undefined>;

/** From RFC 7636, appendix B. */
export const pkce = {
  verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
  challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
};

/** @returns the new client's id. */
export async function register(
  { issuer }: Addresses,
  redirectUris = [clientRedirectUri],
  name = "By hand",
): Promise<string> {
  const response = await fetch(`${issuer}/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      client_name: name,
      redirect_uris: redirectUris,
      token_endpoint_auth_method: "none",
    }),
  });
  const { client_id: clientId } = (await response.json()) as { client_id: string };
  return clientId;
}

export function authorizationUrl(
  { issuer }: Addresses,
  clientId: string,
  more: Record<string, string> = {},
): URL {
  const url = new URL(`${issuer}/authorize`);
  url.search = new URLSearchParams({
    response_type: "code",
    client_id: clientId,
    redirect_uri: clientRedirectUri,
    code_challenge: pkce.challenge,
    code_challenge_method: "S256",
    ...more,
  }).toString();
  return url;
}

/** @returns the parameters that arrive at the client's redirect URI. */
export async function signInByHand(
  addresses: Addresses,
  clientId: string,
  user: SeedUser,
  more: Record<string, string> = {},
): Promise<URLSearchParams> {
  const url = authorizationUrl(addresses, clientId, more);
  const browser = createTestBrowser(url.searchParams.get("redirect_uri") || clientRedirectUri);
  const page = await allow(browser, url);
  const arrived = await signIn(browser, page, user);
  return new URL(arrived.url).searchParams;
}

export async function redeem(
  addresses: Addresses,
  clientId: string,
  code: string,
  more: Record<string, string> = {},
): Promise<TokenAnswer> {
  return post(`${addresses.issuer}/token`, {
    grant_type: "authorization_code",
    client_id: clientId,
    code,
    code_verifier: pkce.verifier,
    redirect_uri: clientRedirectUri,
    ...more,
  });
}

export async function refresh(
  addresses: Addresses,
  clientId: string,
  refreshToken: string | undefined,
  more: Record<string, string> = {},
): Promise<TokenAnswer> {
  const parameters = {
    grant_type: "refresh_token",
    client_id: clientId,
    refresh_token: refreshToken ?? "",
    ...more,
  };
  return post(`${addresses.issuer}/token`, parameters);
}

export async function revoke(
  addresses: Addresses,
  clientId: string,
  token: string | undefined,
): Promise<number> {
  const response = await fetch(`${addresses.issuer}/revoke`, {
    method: "POST",
    body: new URLSearchParams({ client_id: clientId, token: token ?? "" }),
  });
  return response.status;
}

async function post(url: string, parameters: Record<string, string>): Promise<TokenAnswer> {
  const response = await fetch(url, { method: "POST", body: new URLSearchParams(parameters) });
  return (await response.json()) as TokenAnswer;
}

/** Lists the tools with this token. @returns the HTTP status. */
export async function listTools(
  addresses: Addresses,
  token: string | undefined,
  generation?: Generation,
): Promise<number> {
  return (await sendToMcp(addresses, token, { method: "tools/list" }, generation)).status;
}

/** The names in the list of tools for this token, in the server's order. */
export async function toolNames(
  addresses: Addresses,
  token: string | undefined,
  generation?: Generation,
): Promise<string[]> {
  const response = await sendToMcp(addresses, token, { method: "tools/list" }, generation);
  const { result } = (await response.json()) as { result: { tools: { name: string }[] } };
  return result.tools.map(({ name }) => name);
}

/** Calls a tool with this token. After a refusal, it does nothing. */
export async function callByHand(
  addresses: Addresses,
  token: string | undefined,
  name: string,
  input: Record<string, unknown> = {},
  generation?: Generation,
): Promise<Response> {
  const message = { method: "tools/call", params: { name, arguments: input } };
  return sendToMcp(addresses, token, message, generation);
}

export async function sendToMcp(
  { issuer }: Addresses,
  token: string | undefined,
  message: { method: string; params?: Record<string, unknown> },
  generation: Generation = "2025-11-25",
  capabilities: Record<string, unknown> = {},
): Promise<Response> {
  const { headers, body } = postOf(generation, message, capabilities);
  return fetch(`${issuer}/mcp`, {
    method: "POST",
    headers: { ...headers, authorization: `Bearer ${token ?? ""}` },
    body: JSON.stringify(body),
  });
}
