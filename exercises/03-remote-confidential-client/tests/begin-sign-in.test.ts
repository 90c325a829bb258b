import { request as httpRequest } from "node:http";
import { once } from "node:events";
import { seed } from "@mcp-entra/mock-entra";
import {
  foreignEnvironment,
  readingsOf,
  recordConsole,
  recordFiles,
  tells,
} from "@mcp-entra/workshop/attacks";
import { expect, test } from "vitest";
import { useLaxEntra } from "./support/lax-entra.ts";
import {
  authorizeUrl,
  cookieHeader,
  entraHost,
  locationOf,
  pkce,
  startSignIn,
} from "./support/mcp-client.ts";
import { openStore } from "./support/stores.ts";
import { clients, inTwoProcesses, startServer } from "./support/test-server.ts";
import { verifiersIn } from "./support/values.ts";

useLaxEntra();

test("[3.1] sends the browser to your organization's sign-in, for your application", async () => {
  const issuer = await startServer();
  const response = await fetch(authorizeUrl(issuer), { redirect: "manual" });
  const entra = locationOf(response, issuer);
  expect(
    entra.hostname,
    "The browser was not sent to Entra. Await the address that MSAL's getAuthCodeUrl gives, and redirect to it, in beginSignIn.",
  ).toBe(entraHost);
  expect(
    { path: entra.pathname, client: entra.searchParams.get("client_id") },
    "The browser was sent to another organization's sign-in, to everybody's (common), or for another application. Give MSAL clientId, and https://login.microsoftonline.com/ with tenantId as authority, in createEntraClient.",
  ).toEqual({
    path: `/${seed.tenant.id}/oauth2/v2.0/authorize`,
    client: seed.applications.remote.appId,
  });
  expect(
    entra.searchParams.get("redirect_uri"),
    "Entra was told to send the browser somewhere else than to your callback. params.redirectUri is the client's, for your own codes. Give getAuthCodeUrl options.redirectUri, in beginSignIn.",
  ).toBe(`${issuer}/auth/callback`);
});

test("[3.1] takes its own address from the options, whatever Host a request names", async () => {
  foreignEnvironment();
  const issuer = await startServer();
  const request = httpRequest(authorizeUrl(issuer), { headers: { host: "attacker.example" } });
  request.end();
  const [response] = (await once(request, "response")) as [
    { headers: { location?: string }; resume(): void },
  ];
  response.resume();
  const entra = URL.parse(response.headers.location ?? "", issuer);
  expect(
    {
      redirect: entra?.searchParams.get("redirect_uri"),
      client: entra?.searchParams.get("client_id"),
      tenant: entra?.pathname.split("/")[1],
    },
    "Your code takes the redirect URI, the client ID or the tenant from the request's Host header or from process.env. An attacker can write this header, and another program can set these variables: Entra's code would go to another host. Use only the options, in beginSignIn and createEntraClient.",
  ).toEqual({
    redirect: `${issuer}/auth/callback`,
    client: seed.applications.remote.appId,
    tenant: seed.tenant.id,
  });
});

test("[3.1] protects its own way to Entra with PKCE", async () => {
  const { entra } = await startSignIn(await startServer());
  const challenge = entra.searchParams.get("code_challenge") ?? "";
  expect(
    {
      method: entra.searchParams.get("code_challenge_method"),
      isChallenge: /^[\w-]{43}$/.test(challenge),
      isTheClients: challenge === pkce.challenge,
    },
    "Entra got no PKCE challenge of yours. A thief of Entra's code could redeem it. Make a verifier and a challenge with generatePkceCodes of MSAL's CryptoProvider, in beginSignIn. Give getAuthCodeUrl the challenge and the method S256, and keep the verifier. The client's challenge is only for your own codes.",
  ).toEqual({ method: "S256", isChallenge: true, isTheClients: false });
});

test("[3.1] makes state and nonce afresh for each sign-in", async () => {
  const issuer = await startServer();
  const begun = await startSignIn(issuer);
  const cookie = cookieHeader(begun.cookies);
  // The same browser begins again, and sends the cookie that it has got.
  const signIns = [begun, await startSignIn(issuer, {}, cookie)];
  const isNew = (name: string): boolean => {
    const [first = "", second = ""] = signIns.map(({ entra }) => entra.searchParams.get(name) ?? "");
    return first !== second && first.length >= 20 && second.length >= 20;
  };
  expect(
    { state: isNew("state"), nonce: isNew("nonce") },
    "state and nonce were not both long, random and new. If an attacker knows the value, the attacker's sign-in is taken for another user's. Make both with createOpaqueToken, in beginSignIn. Take neither from the client, nor from a cookie that the browser sends: other applications on this host can set it.",
  ).toEqual({ state: true, nonce: true });
});

test("[3.1] makes values that cannot be worked out, also after a restart", async () => {
  const [first, second] = await inTwoProcesses(async (issuer) => {
    const { entra, cookies } = await startSignIn(issuer);
    const [state, nonce, challenge] = ["state", "nonce", "code_challenge"].map((name) =>
      entra.searchParams.get(name),
    );
    return { state, nonce, challenge, cookies: cookies.map((cookie) => cookie.split(";")[0]) };
  });
  expect(
    {
      state: first.state !== second.state,
      nonce: first.nonce !== second.nonce,
      challenge: first.challenge !== second.challenge,
      cookies: first.cookies.join() !== second.cookies.join(),
    },
    "Two processes made the same value at the same time. An attacker can compute a counter, the clock, Math.random or a hash of known values. Use createOpaqueToken for state, nonce and cookie, and CryptoProvider for PKCE, in beginSignIn.",
  ).toEqual({ state: true, nonce: true, challenge: true, cookies: true });
});

test("[3.1] writes no secret and nothing of the client into Entra's address", async () => {
  const { entra } = await startSignIn(await startServer());
  const challenge = entra.searchParams.get("code_challenge");
  expect(
    {
      verifier: readingsOf(entra.search).some((reading) => verifiersIn(reading, challenge).length > 0),
      tells: tells(entra.search, {
        secret: seed.applications.remote.secret,
        "client's state": "state-of-the-client",
        "client's redirect URI": clients.editor.redirect_uris[0] ?? "",
      }),
    },
    "The address of Entra's sign-in holds your PKCE verifier, your client secret, or what the client asked for. Addresses stay in histories and logs, and a user can change them. Keep all of that in the store, under the state's hash, in beginSignIn.",
  ).toEqual({ verifier: false, tells: [] });
});

test("[3.1] asks Entra for what your tools need, whatever the client asks for", async () => {
  const issuer = await startServer();
  const more = { scope: "openid Directory.ReadWrite.All", resource: `${issuer}/mcp` };
  const { entra } = await startSignIn(issuer, more);
  const scopes = (entra.searchParams.get("scope") ?? "").split(" ");
  const graph = scopes.filter((scope) => !["openid", "profile", "email", "offline_access"].includes(scope));
  expect(
    {
      graph: graph.map((scope) => scope.replace("https://graph.microsoft.com/", "")),
      resource: entra.searchParams.get("resource"),
    },
    "The client's scopes or its resource were sent to Entra. They are for your own tokens. Give getAuthCodeUrl the scope User.Read, and no resource (AADSTS9010010), in beginSignIn.",
  ).toEqual({ graph: ["User.Read"], resource: null });
});

test("[3.1] ties the sign-in to the browser by a cookie that scripts cannot read", async () => {
  const { cookies } = await startSignIn(await startServer());
  // A cookie of a few letters, such as a theme, binds nothing.
  const binding = cookies
    .filter((cookie) => /^[^=]+=[^;]{16,}/.test(cookie))
    .map((cookie) => cookie.toLowerCase());
  expect(
    {
      isThere: binding.length > 0,
      httpOnly: binding.every((cookie) => cookie.includes("httponly")),
      lax: binding.every((cookie) => cookie.includes("samesite=lax")),
      hostOnly: binding.every((cookie) => !/;\s*domain=/.test(cookie)),
    },
    "No HttpOnly, SameSite=Lax cookie was set. Without it you cannot tell the browser that comes back from the one that left. SameSite=Strict would be lost on the way back. With Domain, the browser would send it to all subdomains too, so leave Domain out. Use response.cookie in beginSignIn, before response.redirect.",
  ).toEqual({ isThere: true, httpOnly: true, lax: true, hostOnly: true });
});

test("[3.1] leaves nothing in the store or in the log that finishes an open sign-in", async () => {
  const [logged, files] = [recordConsole(), recordFiles()];
  const { store, written } = openStore();
  const { entra, cookies } = await startSignIn(await startServer({ store }));
  const log = [...logged(), files()].join("\n");
  const values = cookies.map((cookie) => /^[^=]+=([^;]{16,})/.exec(cookie)?.[1] ?? "");
  const secrets = Object.fromEntries(
    values.map((value, index) => [`cookie ${index + 1}`, decodeURIComponent(value)]),
  );
  expect(
    {
      store: tells(written(), secrets),
      log: tells(log, {
        ...secrets,
        state: entra.searchParams.get("state") ?? "",
        nonce: entra.searchParams.get("nonce") ?? "",
        secret: seed.applications.remote.secret,
      }),
      verifiers: verifiersIn(log, entra.searchParams.get("code_challenge")),
    },
    "The cookie's value stands in the store, or a secret of the sign-in in the log, in a file or in process.env. A person who reads them can finish another person's sign-in. Keep the sign-in under hashToken(state), and write no state, nonce, verifier, cookie or secret anywhere else, in beginSignIn.",
  ).toEqual({ store: [], log: [], verifiers: [] });
});
