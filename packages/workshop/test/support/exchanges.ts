import { randomBytes } from "node:crypto";
import { createRecorder, type RawExchange } from "../../src/recording/index.ts";
import { expect } from "vitest";

export const random = (bytes = 32): string => randomBytes(bytes).toString("base64url");

export function exchange(changes: Partial<RawExchange> = {}): RawExchange {
  return {
    at: "2026-01-05T10:00:00.000Z",
    durationMs: 3,
    from: "client",
    to: "server",
    transport: "http",
    method: "GET",
    url: "http://localhost:3001/mcp",
    request: { headers: {}, body: null },
    response: { status: 200, headers: {}, body: null },
    ...changes,
  };
}

export function startRecorder() {
  return createRecorder({ now: () => Date.parse("2026-01-05T10:00:00Z"), title: "A test" });
}

export function jwt(claims: Record<string, unknown>): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "RS256", typ: "JWT" })}.${part(claims)}.${random(64)}`;
}

/** A sign-in at a test server. It contains every kind of secret at its usual place. */
export function signIn() {
  const secrets = {
    state: random(),
    clientState: random(),
    code: random(),
    verifier: random(),
    cookie: random(),
    accessToken: random(),
    refreshToken: random(),
    idToken: jwt({ aud: "app", nonce: "n-1", preferred_username: "ada@contoso.example" }),
    clientSecret: "s3cr3t/with+signs&more=",
    password: "Correct horse, battery",
    ticket: random(),
  };
  const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString();
  const exchanges = [
    exchange({
      from: "browser",
      url: `http://localhost:3001/authorize?${form({ state: secrets.clientState, client_id: "c-1" })}`,
      response: {
        status: 200,
        headers: {
          "set-cookie": [`consent=${secrets.cookie}; Path=/; HttpOnly`],
          "content-type": "text/html",
        },
        body: `<form><input type="hidden" name="ticket" value="${secrets.ticket}" /></form>`,
      },
    }),
    exchange({
      from: "browser",
      method: "POST",
      url: "http://localhost:3001/consent",
      request: {
        headers: { cookie: `consent=${secrets.cookie}` },
        body: form({ ticket: secrets.ticket, decision: "approve" }),
      },
      response: {
        status: 303,
        headers: { location: `https://login.example/authorize?${form({ state: secrets.state })}` },
        body: null,
      },
    }),
    exchange({
      from: "browser",
      to: "entra",
      method: "POST",
      url: "https://login.example/login",
      request: { headers: {}, body: form({ passwd: secrets.password, login: "ada@contoso.example" }) },
      response: {
        status: 302,
        headers: {
          location: `http://localhost:3001/auth/callback?${form({ code: secrets.code, state: secrets.state })}`,
        },
        body: null,
      },
    }),
    exchange({
      method: "POST",
      url: "http://localhost:3001/token",
      request: {
        headers: {
          authorization: `Basic ${Buffer.from(`c-1:${encodeURIComponent(secrets.clientSecret)}`).toString("base64")}`,
        },
        body: form({ code: secrets.code, code_verifier: secrets.verifier, grant_type: "authorization_code" }),
      },
      response: {
        status: 200,
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          access_token: secrets.accessToken,
          refresh_token: secrets.refreshToken,
          id_token: secrets.idToken,
        }),
      },
    }),
    exchange({ request: { headers: { authorization: `Bearer ${secrets.accessToken}` }, body: null } }),
  ];
  return { secrets, exchanges };
}

/** The encoded forms in which a value can be shown. */
function formsOf(value: string): string[] {
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.from(`${"x".repeat(shift)}${value}`)
      .toString("base64")
      .slice(4, -4),
  );
  return [
    value,
    encodeURIComponent(value),
    JSON.stringify(value).slice(1, -1),
    ...base64,
    ...value.split("."),
  ].filter((form) => form.length > 7);
}

export function expectNoneOf(secrets: Record<string, string>, shown: unknown): void {
  const text = JSON.stringify(shown);
  for (const [name, value] of Object.entries(secrets))
    for (const form of formsOf(value))
      expect(text.includes(form), `${name} as ${form.slice(0, 6)}…`).toBe(false);
}
