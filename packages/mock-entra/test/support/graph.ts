import { expect } from "vitest";
import { z } from "zod";
import { type MockEntra, seed } from "../../src/index.ts";
import { graph, jsonOf, obtainCode, postToken, redeem, type WireAnswer } from "./protocol.ts";

const { remote } = seed.applications;

/** Calls Graph with a token. @param path beginning with `/v1.0` */
export async function callGraph(
  token: unknown,
  path = "/v1.0/me",
  { headers = {}, ...init }: Omit<RequestInit, "headers"> & { headers?: Record<string, string> } = {},
): Promise<WireAnswer> {
  const url = path.startsWith("https:") ? path : `${graph}${path}`;
  const response = await fetch(url, {
    ...init,
    headers: { authorization: `Bearer ${String(token)}`, ...headers },
  });
  const text = await response.clone().text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === "" ? {} : await jsonOf(response),
  };
}

interface Person {
  userPrincipalName: string;
  password: string;
}

/** Signs a user in. @returns the body of the token response */
export async function newTokens(
  parameters = {},
  user: Person = seed.users.ada,
): Promise<Record<string, unknown>> {
  return (await redeem(await obtainCode(parameters, user))).body;
}

/** A token with only these permissions, and those for a sign-in. */
export async function tokenWith(
  entra: MockEntra,
  scopes: string,
  user: Person = seed.users.ada,
): Promise<string> {
  for (const grant of entra.directory.oauth2PermissionGrants) grant.scope = `openid profile ${scopes}`;
  return String((await newTokens({ scope: `openid ${scopes}` }, user))["access_token"]);
}

/** A token of the application itself, with one application permission. */
export async function appOnlyToken(entra: MockEntra, role: string): Promise<string> {
  entra.directory.assignRole({ application: remote.appId, on: graph, role });
  const { body } = await postToken({
    grant_type: "client_credentials",
    client_id: remote.appId,
    client_secret: remote.secret,
    scope: `${graph}/.default`,
  });
  return String(body["access_token"]);
}

const errorSchema = z.strictObject({
  code: z.string(),
  message: z.string(),
  innerError: z.strictObject({ date: z.string(), "request-id": z.guid(), "client-request-id": z.guid() }),
});

/** The error, after a check of its whole shape. */
export function graphError({ status, headers, body }: WireAnswer) {
  const { error } = z.strictObject({ error: errorSchema }).parse(body);
  expect(error.innerError).toMatchObject({
    "request-id": headers.get("request-id"),
    "client-request-id": headers.get("client-request-id"),
  });
  expect(headers.get("x-ms-ags-diagnostic")).toContain("ServerInfo");
  return { status, code: error.code, message: error.message };
}

export function unauthenticated(message: RegExp) {
  return {
    status: 401,
    code: "InvalidAuthenticationToken",
    message: expect.stringMatching(message),
  };
}

export const denied = {
  status: 403,
  code: "Authorization_RequestDenied",
  message: "Insufficient privileges to complete the operation.",
};
