import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { createEncryptingStore, loadKeyRing, openStore } from "@mcp-entra/auth-core";
import { createMockEntra, type RunningMockEntra, seed } from "@mcp-entra/mock-entra";
import { createHttpBrowser, type HttpBrowser, signIn } from "@mcp-entra/mock-entra/browser";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Endpoints, endpointsAt } from "../src/auth/rules/endpoints.ts";
import { authorizationUrl, listTools, pkce, redeem, refresh, register, revoke } from "./support/by-hand.ts";
import { findLeaks, watchSecrets } from "./support/secrets.ts";
import { clientRedirectUri } from "./support/test-client.ts";
import { remoteEnvironment } from "./support/test-server.ts";

const folder = mkdtempSync(join(tmpdir(), "no-leaks-"));
const encryptionKey = Buffer.alloc(32, 7).toString("base64");
const collectorKey = "collector-api-key-0123456789";
const entra = createMockEntra();
let mock: RunningMockEntra;
let collector: Server;
let collected = "";
const secrets = watchSecrets();

beforeAll(async () => {
  mock = await entra.listen({
    backChannelPort: 0,
    frontChannelPort: 0,
    certificateDirectory: join(folder, "certificates"),
  });
  collector = createHttpServer((request, response) => void collect(request, response)).listen(0, "127.0.0.1");
  await once(collector, "listening");
});
afterAll(async () => {
  secrets.stop();
  collector.close();
  await mock.close();
  rmSync(folder, { recursive: true });
});

async function collect(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await text(request);
  collected += body;
  response.writeHead(200, { "content-type": "application/json" }).end("{}");
}

/** The server as a process, with its most detailed log. @returns its whole output, after its end. */
async function withServer(use: (endpoints: Endpoints) => Promise<void>): Promise<string> {
  const env = {
    NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"],
    ...remoteEnvironment,
    AZURE_AUTHORITY_HOST: mock.authorityHost,
    GRAPH_BASE_URL: mock.graphBaseUrl,
    MOCK_ENTRA_CA: mock.caPath,
    LOG_LEVEL: "debug",
    SESSION_STORE: `sqlite:${join(folder, "sessions.sqlite")}`,
    SESSION_ENCRYPTION_KEYS: encryptionKey,
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
    OTEL_EXPORTER_OTLP_HEADERS: `api-key=${collectorKey}`,
  };
  const program = join(import.meta.dirname, "../src/main.ts");
  const child = spawn(process.execPath, [program], { env, cwd: folder });
  let written = "";
  const ready = Promise.withResolvers<string>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data: Buffer) => {
      written += data.toString();
      const origin = /MCP endpoint +(http:\/\/\S+)\/mcp/.exec(written)?.[1];
      if (written.includes("Next:") && origin !== undefined) ready.resolve(origin);
    });
  }
  const ended = once(child, "close");
  child.once("close", () => ready.reject(new Error(written)));
  await use(endpointsAt(await ready.promise));
  child.kill("SIGTERM");
  await ended;
  return written;
}

async function signInWith(browser: HttpBrowser, url: URL, user: (typeof seed.users)["ada"]): Promise<string> {
  const page = await browser.submit(await browser.visit(url.href), { decision: "approve" });
  const arrived = await signIn(browser, page, user);
  return new URL(arrived.url).searchParams.get("code") ?? "";
}

const newBrowser = () => createHttpBrowser({ stopBefore: clientRedirectUri });

async function callTool({ issuer }: Endpoints, token: string, name: string): Promise<string> {
  const response = await fetch(`${issuer}/mcp`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      authorization: `Bearer ${token}`,
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { name, arguments: {} } }),
  });
  return response.text();
}

/** Everything that a client, a user or an attacker can do, with success and with failure. @returns the last answer of `getAuditLog`. */
async function driveEverything(endpoints: Endpoints): Promise<string> {
  const clientId = await register(endpoints);
  const url = authorizationUrl(endpoints, clientId, { state: "the-clients-state-0123456789" });
  const ada = newBrowser();
  const code = await signInWith(ada, url, seed.users.ada);
  const first = await redeem(endpoints, clientId, code);
  const token = first["access_token"] ?? "";
  await callTool(endpoints, token, "getUserDetails");
  // Calls without a role, without consent, refused by Graph, and to unknown addresses.
  entra.faults.add({ endpoint: "graph-me", status: 500, times: 1 });
  for (const name of ["getAuditLog", "sendMailToSelf", "getUserDetails", "nothing"]) {
    await callTool(endpoints, token, name);
  }
  // Tokens and codes at wrong places and at wrong times.
  await redeem(endpoints, clientId, code, { code_verifier: "x".repeat(43) });
  await refresh(endpoints, clientId, token);
  await refresh(endpoints, await register(endpoints), first["refresh_token"]);
  await refresh(endpoints, clientId, first["refresh_token"], { scope: "User.Read Mail.Send" });
  await listTools(endpoints, `${token}x`);
  await fetch(`${endpoints.issuer}/mcp?access_token=${token}`, { method: "POST" });
  await fetch(`${endpoints.issuer}/token`, { method: "POST", body: new URLSearchParams({ token, code }) });
  await fetch(`${endpoints.issuer}/${token}`, { headers: { accept: "text/html", cookie: `a=${token}` } });
  await fetch(`${endpoints.issuer}/register`, { method: "POST", body: `{"client_secret":"${token}"` });
  const renewed = await refresh(endpoints, clientId, first["refresh_token"]);
  await callTool(endpoints, renewed["access_token"] ?? "", "getUserDetails");
  await refuse(endpoints, url);
  // The user revokes, then the client revokes, and a code comes twice.
  const consents = await ada.visit(`${endpoints.issuer}/consents`);
  await ada.submit(await signIn(ada, consents, seed.users.ada), { action: "revoke" });
  const again = await signInWith(newBrowser(), url, seed.users.ada);
  const second = await redeem(endpoints, clientId, again);
  await redeem(endpoints, clientId, again);
  await revoke(endpoints, clientId, second["refresh_token"]);
  const auditors = await redeem(endpoints, clientId, await signInWith(newBrowser(), url, seed.users.grace));
  return callTool(endpoints, auditors["access_token"] ?? "", "getAuditLog");
}

/** The user refuses, Entra refuses, and the callback comes from another user's browser. */
async function refuse(endpoints: Endpoints, url: URL): Promise<void> {
  const browser = newBrowser();
  await browser.submit(await browser.visit(url.href), { decision: "deny" });
  const forged = await browser.visit(url.href);
  await browser.submit(forged, { form_token: "guessed-form-token-0123456789", decision: "approve" });
  entra.faults.add({ endpoint: "token", aadsts: 7_000_222, times: 1 });
  await signInWith(newBrowser(), url, seed.users.ada);
  await newBrowser().visit(
    `${endpoints.callback}?state=a-forged-state-0123456789&code=a-forged-code-0123456789`,
  );
}

/** Entra's tokens stay with the server. Its store has those of the remaining session. */
async function readEntraTokens(): Promise<string[]> {
  const store = await openStore(`sqlite:${join(folder, "sessions.sqlite")}`);
  const source = { keys: encryptionKey, file: undefined, vaultKey: undefined };
  const ring = await loadKeyRing(source, async () => Promise.reject(new Error("There is no vault.")));
  const sealed = createEncryptingStore(store, ring);
  const tokens: string[] = [];
  for await (const { key } of store.records()) {
    const cache = key.startsWith("entra:") ? await sealed.get(key) : undefined;
    for (const [, token = ""] of (cache ?? "").matchAll(/"secret":"([^"]+)"/g)) tokens.push(token);
  }
  await store.close();
  return tokens;
}

describe("after everything that can happen", () => {
  it("no output holds a token, a code, a secret or a cookie, and the search can find one", async () => {
    let auditLog = "";
    const written = await withServer(async (endpoints) => {
      auditLog = await driveEverything(endpoints);
    });
    const configured = [remoteEnvironment.AZURE_CLIENT_SECRET, encryptionKey, collectorKey];
    const entraTokens = await readEntraTokens();
    const used = [...secrets.seen(), ...configured, ...entraTokens, seed.users.ada.password, pkce.verifier];
    const outputs = { written, collected, auditLog, errors: secrets.errorBodies().join("\n") };

    // First, the search itself is checked: each kind of secret was seen, and each output has content.
    expect(secrets.kinds()).toEqual(
      new Set(["access_token", "refresh_token", "code", "cookie", "form", "entra_code", "state"]),
    );
    expect(used.length).toBeGreaterThan(40);
    expect(entraTokens.length).toBeGreaterThanOrEqual(3);
    for (const output of [written, collected, auditLog]) expect(output).toContain("session_created");
    expect(outputs.errors).toContain("invalid_grant");
    for (const secret of used) {
      const planted = { ...outputs, written: `${written}{"leak":"${secret}"}` };
      expect(findLeaks(planted, [secret])).toEqual(["written"]);
    }

    expect(findLeaks(outputs, used)).toEqual([]);
  }, 60_000);
});
