import { ConfidentialClientApplication } from "@azure/msal-node";
import { Client } from "@microsoft/microsoft-graph-client";
import { describe, expect, test } from "vitest";
import { seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import {
  authority,
  authorizeUrl,
  entraError,
  graph,
  jsonOf,
  obtainCode,
  redeem,
  requestDeviceCode,
} from "./support/protocol.ts";

const entra = useMockEntra();
const { remote } = seed.applications;

async function graphToken(): Promise<string> {
  return String((await redeem(await obtainCode())).body["access_token"]);
}

function callGraph(token: string) {
  return fetch(`${graph}/v1.0/me`, { headers: { authorization: `Bearer ${token}` } });
}

describe("a fault at one of Entra's endpoints", () => {
  test("an AADSTS number comes with the whole of Entra's body", async () => {
    entra.faults.add({ endpoint: "token", aadsts: 7000222 });
    const answer = await redeem("x");
    expect(entraError(answer)).toEqual({ status: 401, error: "invalid_client", code: 7000222 });
    expect(answer.body["error_description"]).toContain("are expired. Visit the Azure portal");
  });

  test("a number that the mock never raises by itself is described by the test that asks for it", async () => {
    entra.faults.add({
      endpoint: "device-authorization",
      aadsts: 50196,
      status: 400,
      oauthError: "invalid_request",
      message: "The server terminated an operation because it encountered a loop.",
    });
    expect(entraError(await requestDeviceCode())).toEqual({
      status: 400,
      error: "invalid_request",
      code: 50196,
    });
  });

  test("on a page it is a page", async () => {
    entra.faults.add({ endpoint: "authorize", aadsts: 50105 });
    const response = await fetch(authorizeUrl());
    expect(response.status).toBe(400);
    expect(await response.text()).toContain("AADSTS50105");
  });

  test("a bare status comes without an error body, as from a gateway in front of the service", async () => {
    entra.faults.add({ endpoint: "openid-configuration", status: 502 });
    const response = await fetch(`${authority}/${seed.tenant.id}/v2.0/.well-known/openid-configuration`);
    expect([response.status, await response.text()]).toEqual([502, "Bad Gateway"]);
  });

  test("it happens as often as it was asked to, and only there", async () => {
    entra.faults.add({ endpoint: "token", status: 503, times: 2 });
    const code = await obtainCode();
    const statuses = [(await fetch(`${authority}/common/oauth2/v2.0/token`, { method: "POST" })).status];
    statuses.push((await fetch(`${authority}/common/oauth2/v2.0/token`, { method: "POST" })).status);
    statuses.push((await redeem(code)).status);
    expect(statuses).toEqual([503, 503, 200]);
  });
});

describe("putting faults in and taking them out", () => {
  test("the handle ends it, and so does a reset", async () => {
    const handle = entra.faults.add({ endpoint: "jwks", status: 500 });
    const keys = () => fetch(`${authority}/common/discovery/v2.0/keys`);
    expect((await keys()).status).toBe(500);
    handle.remove();
    expect((await keys()).status).toBe(200);
    entra.faults.add({ endpoint: "jwks", status: 500 });
    entra.reset();
    expect([(await keys()).status, entra.faults.list()]).toEqual([200, []]);
  });

  test("the trace tells which exchanges a fault befell", async () => {
    const { id } = entra.faults.add({ endpoint: "token", aadsts: 50058, times: 1 });
    await redeem("x");
    await redeem("x");
    expect(entra.trace.entries().map(({ status, error, fault }) => [status, error, fault])).toEqual([
      [400, 50058, id],
      [400, 9002313, null],
    ]);
  });

  test.each([
    [{ endpoint: "tokn", status: 500 }, /fault\.endpoint: found "tokn"\. Expected one of .*token/u],
    [{ endpoint: "token" }, "expected at least one of status, aadsts, graphError"],
    [{ endpoint: "token", status: 200 }, /fault\.status: found 200\. .*>=400/u],
    [{ endpoint: "token", times: 0, status: 500 }, /fault\.times: found 0\./u],
    [{ endpoint: "token", graphError: "x" }, "token is Entra's. Expected aadsts or status."],
    [{ endpoint: "graph-me", aadsts: 50058 }, "graph-me is Graph's. Expected graphError or status."],
    [{ endpoint: "token", aadsts: 1 }, "mock-entra does not know 1. Expected oauthError and message"],
    [{ endpoint: "token", status: 500, oauthError: "x" }, "there is no error to name. Expected aadsts"],
    [{ endpoint: "token", status: 500, statuss: 1 }, "fault: unknown field statuss"],
  ])("a fault that makes no sense is refused: %o", (fault, message) => {
    expect(() => entra.faults.add(fault)).toThrow(message);
  });
});

describe("latency", () => {
  test("the request is answered as usual, later", async () => {
    entra.faults.add({ endpoint: "jwks", latencySeconds: 0.2 });
    const asked = performance.now();
    const { status } = await fetch(`${authority}/common/discovery/v2.0/keys`);
    expect(status).toBe(200);
    // A timer may end a millisecond early.
    expect(performance.now() - asked).toBeGreaterThan(195);
    expect((await requestDeviceCode()).status).toBe(200);
  });

  test("removing the fault lets those go whom it holds up", async () => {
    const held = entra.faults.add({ endpoint: "jwks", latencySeconds: 600 });
    const answer = fetch(`${authority}/common/discovery/v2.0/keys`);
    await requestDeviceCode();
    held.remove();
    expect((await answer).status).toBe(200);
  });

  test("a caller who hangs up leaves nothing behind that waits", async () => {
    entra.faults.add({ endpoint: "jwks", latencySeconds: 600, times: 1 });
    const caller = new AbortController();
    const answer = fetch(`${authority}/common/discovery/v2.0/keys`, { signal: caller.signal });
    // The fault has happened once: the request has arrived, and waits.
    await expect.poll(() => entra.faults.list()).toEqual([]);
    caller.abort();
    await expect(answer).rejects.toThrow(/abort/u);
    await expect.poll(() => entra.trace.entries().map(({ status }) => status)).toEqual([499]);
  });
});

describe("throttling by Graph", () => {
  test("429 with Retry-After and Graph's body", async () => {
    entra.faults.add({ endpoint: "graph-me", retryAfterSeconds: 10, times: 1 });
    const response = await callGraph("x");
    expect([response.status, response.headers.get("retry-after")]).toEqual([429, "10"]);
    expect(await jsonOf(response)).toMatchObject({
      error: {
        code: "TooManyRequests",
        message: "Please retry again later.",
        innerError: { "request-id": response.headers.get("request-id") },
      },
    });
  });

  test("a client that comes back too early is refused again, and waits the whole time anew", async () => {
    const token = await graphToken();
    entra.faults.add({ endpoint: "graph-me", retryAfterSeconds: 1_000, times: 1 });
    const statuses: number[] = [];
    for (const seconds of [0, 900, 900, 1_000]) {
      entra.clock.advance({ seconds });
      statuses.push((await callGraph(token)).status);
    }
    // A caller that waits is served 900 + 900 seconds after the first refusal.
    expect(statuses).toEqual([429, 429, 429, 200]);
  });

  test("a client whose timer ends some milliseconds early is not too early", async () => {
    const token = await graphToken();
    entra.faults.add({ endpoint: "graph-me", retryAfterSeconds: 1_000, times: 1 });
    expect((await callGraph(token)).status).toBe(429);
    entra.clock.advance({ seconds: 999.95 });
    expect((await callGraph(token)).status).toBe(200);
  });

  test("503 with Retry-After does not punish", async () => {
    const token = await graphToken();
    entra.faults.add({ endpoint: "graph-me", status: 503, retryAfterSeconds: 10, times: 1 });
    const refused = await callGraph(token);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "10"]);
    expect((await callGraph(token)).status).toBe(200);
  });

  test("the unmodified Graph client waits as long as it was told, and succeeds", async () => {
    const token = await graphToken();
    entra.faults.add({ endpoint: "graph-me", retryAfterSeconds: 1, times: 1 });
    const client = Client.init({ authProvider: (done) => done(null, token) });
    expect(await client.api("/me").get()).toMatchObject({ displayName: "Ada Lovelace" });
    const calls = entra.trace.entries().filter(({ endpoint }) => endpoint === "graph-me");
    expect(calls.map(({ status }) => status)).toEqual([429, 200]);
  });

  test("a code of Graph's own choosing", async () => {
    entra.faults.add({
      endpoint: "graph-me",
      status: 504,
      graphError: "UnknownError",
      message: "Timed out.",
    });
    const response = await callGraph("x");
    expect(response.status).toBe(504);
    expect(await jsonOf(response)).toMatchObject({ error: { code: "UnknownError", message: "Timed out." } });
  });
});

describe("unmodified MSAL", () => {
  const newClient = () =>
    new ConfidentialClientApplication({
      auth: {
        clientId: remote.appId,
        clientSecret: remote.secret,
        authority: `${authority}/${seed.tenant.id}`,
      },
    });
  const tokenCalls = () => entra.trace.entries().filter(({ endpoint }) => endpoint === "token").length;

  test.each([
    ["429 with Retry-After", { retryAfterSeconds: 30 }],
    ["a 5xx", { aadsts: 90033 }],
  ])("%s makes that client refuse the same call by itself; a fresh client gets through", async (_, fault) => {
    entra.faults.add({ endpoint: "token", ...fault, times: 1 });
    const request = { scopes: ["User.Read"], redirectUri: remote.redirectUri, code: await obtainCode() };
    const client = newClient();
    const refused = { name: "ServerError", message: expect.stringContaining("AADSTS900") };
    await expect(client.acquireTokenByCode(request)).rejects.toMatchObject(refused);
    const asked = tokenCalls();
    await expect(client.acquireTokenByCode(request)).rejects.toMatchObject(refused);
    expect(tokenCalls()).toBe(asked);
    entra.faults.clear();
    expect((await newClient().acquireTokenByCode(request)).account?.username).toBe(
      seed.users.ada.userPrincipalName,
    );
  });
});
