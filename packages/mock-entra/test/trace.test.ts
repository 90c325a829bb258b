import { expect, test } from "vitest";
import { seed, type TraceEvent } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { createBrowser } from "./support/browser.ts";
import {
  authorizeUrl,
  graph,
  newPkce,
  pollDevice,
  redeem,
  refresh,
  requestDeviceCode,
} from "./support/protocol.ts";
import { confirmDevice, signIn } from "./support/sign-in.ts";

const entra = useMockEntra();
const { remote, local } = seed.applications;
const { ada } = seed.users;

async function runEverything(): Promise<string[]> {
  const { verifier, challenge } = newPkce();
  const browser = createBrowser();
  const state = "state-that-is-a-secret";
  const url = authorizeUrl({
    state,
    code_challenge: challenge,
    code_challenge_method: "S256",
    login_hint: "hint@secret",
  });
  const { parameters } = await signIn(browser, url, ada);
  const code = parameters.get("code") ?? "";
  const { body } = await redeem(code, { code_verifier: verifier });
  const refreshed = await refresh(body["refresh_token"]);
  const basic = Buffer.from(`${remote.appId}:${remote.secret}`).toString("base64");
  await redeem(
    "x",
    { client_id: undefined, client_secret: undefined },
    { headers: { authorization: `Basic ${basic}` } },
  );
  await redeem("x", { client_secret: "a-mistyped-secret" });
  await fetch(`${graph}/v1.0/me`, { headers: { authorization: `Bearer ${String(body["access_token"])}` } });
  const device = await requestDeviceCode();
  const deviceBrowser = createBrowser();
  const userCode = String(device.body["user_code"]);
  await confirmDevice(
    deviceBrowser,
    { verificationUri: String(device.body["verification_uri"]), userCode },
    ada,
  );
  const polled = await pollDevice(device.body["device_code"]);
  await fetch(authorizeUrl({ client_id: remote.secret }));
  const issued = [body, refreshed.body, polled.body].flatMap((answer) => [
    String(answer["access_token"]),
    String(answer["refresh_token"]),
    String(answer["id_token"]),
  ]);
  const parts = issued.flatMap((token) => token.split(".")).filter((part) => part.length > 20);
  const typed = [
    state,
    challenge,
    verifier,
    code,
    "hint@secret",
    "a-mistyped-secret",
    basic,
    remote.secret,
    ada.password,
  ];
  const codes = [userCode, String(device.body["device_code"])];
  const cookies = [...(await browser.cookies()), ...(await deviceBrowser.cookies())];
  return [typed, codes, cookies, issued, parts].flat();
}

test("no password, secret, code, verifier, cookie or token is ever in the trace", async () => {
  const secrets = await runEverything();
  const text = JSON.stringify(entra.trace.entries());
  expect(secrets.length).toBeGreaterThan(30);
  expect(secrets.filter((secret) => secret === "" || secret === "undefined")).toEqual([]);
  expect(
    secrets.filter((secret) => text.includes(secret) || text.includes(encodeURIComponent(secret))),
  ).toEqual([]);
});

test("every exchange is in the trace once, with who and what", async () => {
  const { parameters } = await signIn(createBrowser(), authorizeUrl(), ada);
  const id = "0f0f0f0f-1111-4222-8333-444444444444";
  await redeem(parameters.get("code") ?? "", {}, { query: `?client-request-id=${id}` });
  await redeem("x", { client_secret: "wrong" });
  const entries = entra.trace.entries();
  expect(entries.map(({ endpoint, method, status, error }) => [endpoint, method, status, error])).toEqual([
    ["authorize", "GET", 200, null],
    ["login", "POST", 302, null],
    ["token", "POST", 200, null],
    ["token", "POST", 401, 7000215],
  ]);
  expect(entries[2]).toMatchObject({
    clientId: remote.appId,
    user: ada.userPrincipalName,
    grantType: "authorization_code",
    correlationId: id,
    issued: [
      { kind: "access_token", claims: { scp: expect.stringContaining("User.Read") } },
      { kind: "id_token", claims: { aud: remote.appId, roles: ["Directory.Reader"] } },
    ],
  });
  expect(new Set(entries.map((entry) => entry.id)).size).toBe(4);
});

test("an answer is in the trace without its secrets, and each of them has a fingerprint", async () => {
  const { parameters } = await signIn(createBrowser(), authorizeUrl(), ada);
  await redeem(parameters.get("code") ?? "");
  const device = await requestDeviceCode();
  const [, login, token, codes] = entra.trace.entries();
  expect(login?.answerHeaders["location"]).toContain("code=REDACTED");
  expect(JSON.parse(token?.answerBody ?? "")).toMatchObject({
    token_type: "Bearer",
    access_token: "REDACTED",
    refresh_token: "REDACTED",
    id_token: "REDACTED",
  });
  const code = (event: TraceEvent | undefined) => event?.fingerprints.find(({ name }) => name === "code");
  expect(code(login)).toEqual({ ...code(token), side: "answer" });
  expect(codes?.answerBody).toContain("enter the code REDACTED");
  expect(codes?.answerBody).not.toContain(String(device.body["user_code"]));
});

test("the URL shows what is harmless, and only that", async () => {
  await fetch(authorizeUrl({ state: "x", nonce: "y", login_hint: "z", prompt: "none" }), {
    redirect: "manual",
  });
  const url = new URL(entra.trace.entries()[0]?.url ?? "");
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    client_id: remote.appId,
    redirect_uri: remote.redirectUri,
    prompt: "none",
    state: "REDACTED",
    nonce: "REDACTED",
    login_hint: "REDACTED",
  });
});

test("a subscriber hears of every exchange until it leaves, across resets", async () => {
  const heard: TraceEvent[] = [];
  const leave = entra.trace.subscribe((event) => heard.push(event));
  await requestDeviceCode();
  entra.reset();
  await requestDeviceCode();
  leave();
  await requestDeviceCode();
  expect(heard.map(({ endpoint, clientId }) => [endpoint, clientId])).toEqual([
    ["device-authorization", local.appId],
    ["device-authorization", local.appId],
  ]);
  expect(entra.trace.entries()).toHaveLength(2);
});
