import { createRemoteJWKSet, decodeJwt, jwtVerify } from "jose";
import { describe, expect, test } from "vitest";
import { createMockEntra, seed } from "../src/index.ts";
import { isLoopbackAddress } from "../src/server/bind-server.ts";
import { answerControl } from "../src/server/control-api.ts";
import { useServed } from "./support/deployment.ts";
import { jsonOf } from "./support/protocol.ts";

const deployment = useServed();
const { remote } = seed.applications;

async function send(method: string, path: string, body?: unknown) {
  const response = await fetch(`${deployment.running().frontChannelUrl}/_mock/${path}`, {
    method,
    headers: { "x-mock-entra-control": "1", "content-type": "application/json" },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parse(text) };
}

function parse(text: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(JSON.parse(text || "{}")));
}

function fetchKeys(headers: Record<string, string> = {}) {
  return fetch(`${deployment.authorityHost()}/${seed.tenant.id}/discovery/v2.0/keys`, { headers });
}

describe("commands over HTTP", () => {
  test("the trace can be narrowed down to one correlation id", async () => {
    const id = "0f0f0f0f-1111-4222-8333-444444444444";
    await fetchKeys();
    await fetchKeys({ "client-request-id": id });
    expect((await send("GET", `trace?correlationId=${id}`)).body).toMatchObject({
      entries: [{ endpoint: "jwks", correlationId: id }],
    });
    expect((await send("GET", "trace")).body["entries"]).toHaveLength(2);
    expect(await send("GET", "trace?correlationId=x")).toMatchObject({ status: 400 });
  });

  test("faults are added, listed, removed one by one, and all at once", async () => {
    const added = await send("POST", "faults", { endpoint: "jwks", status: 503 });
    expect(added.status).toBe(201);
    expect((await fetchKeys()).status).toBe(503);
    expect((await send("GET", "faults")).body).toEqual({
      faults: [{ endpoint: "jwks", status: 503, id: added.body["id"] }],
    });
    expect((await send("DELETE", `faults/${String(added.body["id"])}`)).status).toBe(204);
    expect((await fetchKeys()).status).toBe(200);
    await send("POST", "faults", { endpoint: "jwks", status: 503 });
    expect((await send("DELETE", "faults")).status).toBe(204);
    expect((await fetchKeys()).status).toBe(200);
  });

  test("a caller who hangs up ends the waiting of a slow answer", async () => {
    await send("POST", "faults", { endpoint: "jwks", latencySeconds: 600, times: 1 });
    const caller = new AbortController();
    const url = `${deployment.authorityHost()}/common/discovery/v2.0/keys`;
    const answer = fetch(url, { signal: caller.signal });
    // The fault has happened once: the request has arrived, and waits.
    await expect.poll(async () => (await send("GET", "faults")).body).toEqual({ faults: [] });
    caller.abort();
    await expect(answer).rejects.toThrow(/abort/u);
    await expect.poll(() => deployment.entra.trace.entries().map(({ status }) => status)).toEqual([499]);
  });

  test("forged tokens are of the served authority", async () => {
    const request = { audience: remote.appId, user: seed.users.ada.userPrincipalName };
    const token = String((await send("POST", "forge", { kind: "valid", ...request })).body["token"]);
    const url = new URL(`${deployment.authorityHost()}/${seed.tenant.id}/discovery/v2.0/keys`);
    const issuer = `${deployment.authorityHost()}/${seed.tenant.id}/v2.0`;
    const verified = await jwtVerify(token, createRemoteJWKSet(url), { issuer, audience: remote.appId });
    expect(verified.payload).toMatchObject({ oid: seed.users.ada.id });
    expect(decodeJwt(await deployment.running().forge.valid(request)).iss).toBe(issuer);
  });

  test("keys are rotated, and the old one stays published", async () => {
    const { body } = await send("POST", "rotate-keys");
    const { keys } = await jsonOf(await fetchKeys());
    expect(keys).toMatchObject([{ kid: expect.any(String) }, { kid: body["keyId"] }]);
  });

  test("lifetimes, rotation of refresh tokens and sessions of a user are set as in process", async () => {
    const { appId } = remote;
    const statuses = [
      await send("POST", "lifetimes", { appId, accessTokenSeconds: 60 }),
      await send("POST", "refresh-token-rotation", { appId, rotation: "strict" }),
      await send("POST", "revoke-sessions", { user: seed.users.ada.userPrincipalName }),
      await send("POST", "kill-refresh-tokens", { reason: "expired" }),
    ].map(({ status }) => status);
    expect(statuses).toEqual([204, 204, 204, 204]);
    const token = await deployment
      .running()
      .forge.valid({ audience: appId, user: seed.users.ada.id, client: appId });
    const { exp = 0 } = decodeJwt(token);
    expect(exp - Date.now() / 1000).toBeLessThan(61);
  });

  test("the directory is exported and imported", async () => {
    const { body } = await send("GET", "directory");
    expect(body).toMatchObject({ users: [{ displayName: "Ada Lovelace" }, {}, {}] });
    expect(
      (
        await send("PUT", "directory", {
          ...body,
          users: [],
          groups: [],
          appRoleAssignments: [],
          directoryRoleAssignments: [],
        })
      ).status,
    ).toBe(204);
    expect(deployment.entra.directory.users).toEqual([]);
    await send("PUT", "directory", body);
    expect((await send("GET", "directory")).body).toEqual(body);
  });

  test("mail that was sent can be looked at", async () => {
    expect((await send("GET", "sent-mail")).body).toEqual({ entries: [] });
  });
});

describe("what is refused, and how to do it right", () => {
  test.each([
    ["POST", "faults", { endpoint: "jwks" }, "body: expected at least one of status"],
    [
      "POST",
      "faults",
      { endpoint: "nothing", status: 500 },
      'fault.endpoint: found \\"nothing\\". Expected one of',
    ],
    ["POST", "faults", "{", "body: found something else. Expected JSON."],
    ["DELETE", "faults/999", undefined, "id: there is no fault 999. GET /_mock/faults lists them."],
    ["DELETE", "faults/x", undefined, 'id: found \\"x\\". Invalid string'],
    ["POST", "kill-refresh-tokens", { reason: "bored" }, 'body.reason: found \\"bored\\". Invalid option'],
    [
      "POST",
      "lifetimes",
      { appId: remote.appId, accessTokenSeconds: -1 },
      "body.accessTokenSeconds: found a number",
    ],
    ["POST", "revoke-sessions", { user: "unknown" }, 'body.user: found \\"unknown\\". Expected the id'],
    [
      "POST",
      "forge",
      { kind: "magic", audience: "", user: "" },
      'body.kind: found \\"magic\\". Invalid option',
    ],
    [
      "POST",
      "forge",
      { kind: "valid", audience: "x", user: "y" },
      'forge.audience: found \\"x\\". Expected an application',
    ],
    [
      "PUT",
      "directory",
      { users: [{}] },
      "directory.users[0].id: found nothing. Invalid input: expected string",
    ],
  ])("%s %s %j: 400", async (method, path, body, message) => {
    const answer = await send(method, path, body);
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining(message)]);
  });

  test("an unknown command lists those that there are, a wrong method those that work", async () => {
    const unknown = await send("GET", "nothing");
    expect([unknown.status, unknown.text]).toEqual([
      404,
      expect.stringContaining("POST expire-access-tokens"),
    ]);
    const wrong = await send("PATCH", "faults");
    expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "GET, POST, DELETE"]);
  });

  test("the clock is not for other processes", async () => {
    const answer = await send("POST", "clock", { seconds: 60 });
    expect([answer.status, answer.text]).toEqual([404, expect.stringContaining("moves in process only")]);
  });

  test("commands are taken from this machine only, wherever the port is reachable from", async () => {
    const request = new Request("http://127.0.0.1:8080/_mock/reset", {
      method: "POST",
      headers: { "x-mock-entra-control": "1" },
    });
    const control = { ...createMockEntra(), forge: deployment.running().forge };
    expect((await answerControl(control, request, { isOnThisMachine: false })).status).toBe(403);
    expect((await answerControl(control, request, { isOnThisMachine: true })).status).toBe(204);
    const addresses = [
      "127.0.0.1",
      "127.9.9.9",
      "::1",
      "::ffff:127.0.0.1",
      "192.168.1.10",
      "::ffff:10.0.0.1",
      undefined,
    ];
    expect(addresses.filter((address) => isLoopbackAddress(address))).toEqual(addresses.slice(0, 4));
  });
});
