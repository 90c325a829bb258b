import { createHash, randomBytes } from "node:crypto";
import { expect } from "vitest";
import { z } from "zod";
import { seed } from "../../src/index.ts";
import { createBrowser } from "./browser.ts";
import { type Credentials, signIn } from "./sign-in.ts";

/** Requests that no library would send. In process only. */
export const authority = "https://login.microsoftonline.com";
export const graph = "https://graph.microsoft.com";

const { local, remote } = seed.applications;

export function newPkce() {
  const verifier = randomBytes(32).toString("base64url");
  return { verifier, challenge: createHash("sha256").update(verifier).digest("base64url") };
}

export type Parameters = Record<string, string | undefined>;

/** Later parameters replace earlier ones. `undefined` removes a parameter. */
function merge(...parts: Parameters[]): URLSearchParams {
  const merged: Parameters = Object.assign({}, ...parts);
  return new URLSearchParams(
    Object.entries(merged).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

export function authorizeUrl(parameters: Parameters = {}, tenant: string = seed.tenant.id): string {
  const defaults = {
    client_id: remote.appId,
    response_type: "code",
    redirect_uri: remote.redirectUri,
    scope: "openid profile offline_access User.Read",
  };
  return `${authority}/${tenant}/oauth2/v2.0/authorize?${merge(defaults, parameters).toString()}`;
}

/** Signs a user in through the pages. @returns the code */
export async function obtainCode(
  parameters: Parameters = {},
  user: Credentials = seed.users.ada,
): Promise<string> {
  const answer = await signIn(createBrowser(), authorizeUrl(parameters), user);
  return answer.parameters.get("code") ?? "";
}

export interface WireAnswer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

interface PostOptions {
  tenant?: string;
  headers?: Record<string, string>;
  query?: string;
}

async function post(path: string, form: URLSearchParams, options: PostOptions = {}): Promise<WireAnswer> {
  const { tenant = seed.tenant.id, headers = {}, query = "" } = options;
  const response = await fetch(`${authority}/${tenant}${path}${query}`, {
    method: "POST",
    body: form,
    headers,
  });
  return { status: response.status, headers: response.headers, body: await jsonOf(response) };
}

/** @returns the body as an object. The tests check its fields one by one. */
export async function jsonOf(response: Response): Promise<Record<string, unknown>> {
  return Object.fromEntries(Object.entries((await response.json()) ?? {}));
}

export function postToken(parameters: Parameters, options?: PostOptions): Promise<WireAnswer> {
  return post("/oauth2/v2.0/token", merge(parameters), options);
}

/** The confidential client redeems a code. */
export function redeem(
  code: string,
  parameters: Parameters = {},
  options?: PostOptions,
): Promise<WireAnswer> {
  return postToken(
    {
      grant_type: "authorization_code",
      client_id: remote.appId,
      client_secret: remote.secret,
      redirect_uri: remote.redirectUri,
      code,
      ...parameters,
    },
    options,
  );
}

export function refresh(
  token: unknown,
  parameters: Parameters = {},
  options?: PostOptions,
): Promise<WireAnswer> {
  return postToken(
    {
      grant_type: "refresh_token",
      client_id: remote.appId,
      client_secret: remote.secret,
      refresh_token: String(token),
      scope: "openid profile offline_access User.Read",
      ...parameters,
    },
    options,
  );
}

export function requestDeviceCode(parameters: Parameters = {}, options?: PostOptions): Promise<WireAnswer> {
  return post(
    "/oauth2/v2.0/devicecode",
    merge({ client_id: local.appId, scope: "openid profile offline_access User.Read" }, parameters),
    options,
  );
}

export function pollDevice(
  deviceCode: unknown,
  parameters: Parameters = {},
  options?: PostOptions,
): Promise<WireAnswer> {
  return postToken(
    {
      grant_type: "urn:ietf:params:oauth:grant-type:device_code",
      client_id: local.appId,
      device_code: String(deviceCode),
      ...parameters,
    },
    options,
  );
}

const errorSchema = z.strictObject({
  error: z.string(),
  error_description: z.string(),
  error_codes: z.tuple([z.int()]),
  timestamp: z.string().regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/u),
  trace_id: z.guid(),
  correlation_id: z.guid(),
  error_uri: z.url(),
  suberror: z.string().optional(),
  claims: z.string().optional(),
});

export interface ExpectedError {
  status: number;
  error: string;
  code: number;
  suberror?: string;
}

/** The error, after a check of its whole shape: clients and support people read all of its fields. */
export function entraError({ status, body, headers }: WireAnswer): ExpectedError {
  const { error, suberror, error_codes: codes } = errorSchema.parse(body);
  const [code] = codes;
  const ids = `Trace ID: ${String(body["trace_id"])} Correlation ID: ${String(body["correlation_id"])}`;
  expect(body["error_description"]).toMatch(
    new RegExp(`^AADSTS${code}: .+ ${ids} Timestamp: ${String(body["timestamp"])}$`, "u"),
  );
  expect(headers.get("x-ms-request-id")).toBe(body["trace_id"]);
  expect(headers.get("cache-control")).toBe("no-store, no-cache");
  return { status, error, code, ...(suberror === undefined ? {} : { suberror }) };
}

export function invalidClient(code: number): ExpectedError {
  return {
    status: 401,
    error: "invalid_client",
    code,
  };
}
export function invalidRequest(code: number): ExpectedError {
  return {
    status: 400,
    error: "invalid_request",
    code,
  };
}
export function invalidGrant(code: number, suberror?: string): ExpectedError {
  return {
    status: 400,
    error: "invalid_grant",
    code,
    ...(suberror === undefined ? {} : { suberror }),
  };
}

/** The public client signs in and redeems its code. */
export async function publicAnswer(parameters: Parameters = {}): Promise<WireAnswer> {
  const { verifier, challenge } = newPkce();
  const redirect = { client_id: local.appId, redirect_uri: "http://localhost:1234" };
  const code = await obtainCode({ ...redirect, code_challenge: challenge, code_challenge_method: "S256" });
  return redeem(code, { ...redirect, client_secret: undefined, code_verifier: verifier, ...parameters });
}
