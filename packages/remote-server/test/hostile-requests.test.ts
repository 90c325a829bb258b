import { seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import * as fc from "fast-check";
import { expect, it, vi } from "vitest";
import { authorizationUrl, listTools, redeem, signInByHand } from "./support/by-hand.ts";
import { openGateway } from "./support/gateway.ts";
import { hostileRequest } from "./support/hostile-requests.ts";
import { type Gained, markedName, marker } from "./support/hostile-values.ts";
import { type RawAnswer, type RawRequest, sendRaw } from "./support/raw-request.ts";
import { clientRedirectUri } from "./support/test-client.ts";
import { startTestServer, type TestServer } from "./support/test-server.ts";

useMockEntra();

/** The number of requests. Default: few, and always the same. With the variable: that many, and different ones in each run. */
const asked = Number(process.env["REMOTE_SERVER_PROPERTY_RUNS"] ?? 0);
const effort = asked > 0 ? { numRuns: asked } : { numRuns: 250, seed: 20_261_123 };
vi.setConfig({ testTimeout: 180_000 + asked * 50 });

/** A client with a dangerous name, if a page does not escape it. */
async function registerMarked(issuer: string): Promise<string> {
  const response = await fetch(`${issuer}/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ redirect_uris: [clientRedirectUri], client_name: markedName }),
  });
  return ((await response.json()) as { client_id: string }).client_id;
}

/** A server that believes the proxy's header about the sender's address, and the values that a client and a browser have. */
async function prepare(): Promise<{ server: TestServer; gained: Gained }> {
  const gateway = await openGateway();
  const behindProxy = { PUBLIC_URL: gateway.origin, TRUST_PROXY: "loopback" };
  const server = await startTestServer(behindProxy, undefined, undefined, { resolveHost: async () => [] });
  gateway.route("", server.listensAt, false);
  const { endpoints } = server;
  const clientId = await registerMarked(endpoints.issuer);
  const codeFor = async (): Promise<string> =>
    (await signInByHand(endpoints, clientId, seed.users.ada)).get("code") ?? "";
  const tokens = await redeem(endpoints, clientId, await codeFor());
  const others = await redeem(endpoints, clientId, await codeFor());
  const page = await fetch(authorizationUrl(endpoints, clientId));
  const markup = await page.text();
  const valueOf = (name: string) => new RegExp(`name="${name}" value="([^"]+)"`).exec(markup)?.[1] ?? "";
  const cookies = page.headers.getSetCookie().map((cookie) => cookie.split(";")[0] ?? "");
  const secrets = [
    await codeFor(),
    others["access_token"],
    others["refresh_token"],
    valueOf("ticket"),
    valueOf("form_token"),
  ].map(String);
  const gained = {
    host: new URL(gateway.origin).host,
    clientId,
    bearer: tokens["access_token"] ?? "",
    secrets,
    cookies,
  };
  return { server, gained };
}

/** Where an answer may contain a value of the request: JSON for the sender, pages for the user, and the address of a redirect. */
function mayEcho({ target }: RawRequest, { status, head }: RawAnswer): boolean {
  const isJson = /^content-type: application\/json/im.test(head);
  if (isJson) return status === 201 || /^\/+(mcp|message)/.test(target);
  return target.startsWith("/authorize") && [200, 302].includes(status);
}

/** @returns what is wrong with an answer. The check does not depend on the request. */
function problemOf(request: RawRequest, answer: RawAnswer): string | undefined {
  const { status, head, body } = answer;
  const [location = ""] = /^location: .*$/im.exec(head) ?? [];
  const isPage = /^content-type: text\/html/im.test(head);
  const isText = isPage || /^content-type: text\/plain/im.test(head);
  if (status >= 500) return "it failed";
  if (/^x-injected/im.test(head)) return "a header was injected";
  if (!mayEcho(request, answer) && body.includes(marker)) return "it came back";
  if (isText && new RegExp(`[<"']${marker}`).test(body)) return "it came back as markup";
  if (isPage && !/^content-security-policy: default-src 'none'/im.test(head))
    return "a page without a policy";
  if (head.replace(location, "").includes(marker)) return "it came back in a header";
  // An address may contain only the client's own `state`, in a redirect to the client.
  const isToClient = /^location: http:\/\/127\.0\.0\.1(:\d+)?\/callback\?/i.test(location);
  return location.includes(marker) && !isToClient ? "a redirect to somewhere else" : undefined;
}

it("no request to any endpoint makes the server fail, comes back in an answer, or leaves a secret in a log", async () => {
  const { server, gained } = await prepare();
  const answered = new Set<number>();
  const details = await fc.check(
    fc.asyncProperty(hostileRequest(gained), async (request) => {
      const answer = await sendRaw(server.listensAt, request);
      answered.add(answer.status);
      expect(problemOf(request, answer), answer.head + answer.body.slice(0, 500)).toBeUndefined();
    }),
    { ...effort, timeout: 60_000 },
  );
  const { counterexample, errorInstance, seed: drawn, counterexamplePath: path } = details;
  const failure = `${String(errorInstance).slice(0, 2_000)}\nfor ${fc.stringify(counterexample).slice(0, 2_000)}\nseed ${drawn}, path ${path}`;
  expect(details.failed ? failure : undefined).toBeUndefined();
  expect(server.bugs).toEqual([]);
  const log = JSON.stringify(server.events);
  for (const secret of [marker, gained.bearer, ...gained.secrets, ...gained.cookies])
    expect(log).not.toContain(secret);
  // The server did not refuse all requests, and it still works.
  expect([...answered]).toEqual(expect.arrayContaining([200, 302, 400, 401, 403, 404]));
  expect(await listTools(server.endpoints, gained.bearer)).toBe(200);
});
