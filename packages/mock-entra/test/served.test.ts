import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type IncomingMessage, request as httpRequest } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createMockEntra, seed } from "../src/index.ts";
import { createBrowser } from "./support/browser.ts";
import { useServed } from "./support/deployment.ts";
import { jsonOf } from "./support/protocol.ts";
import { pageOf } from "./support/sign-in.ts";

const deployment = useServed();
function running() {
  return deployment.running();
}

/** `fetch` cannot choose the Host header. */
function statusFor(host: string, path = "/device"): Promise<number> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(running().frontChannelUrl);
    httpRequest({ host: "127.0.0.1", port, path, headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on("error", reject)
      .end();
  });
}

describe("what is served", () => {
  test("discovery is self-consistent: back channel on https, pages on plain http", async () => {
    const { authorityHost, frontChannelUrl } = running();
    const url = `${authorityHost}/${seed.tenant.id}/v2.0/.well-known/openid-configuration`;
    const document = await jsonOf(await fetch(url));
    expect(document).toMatchObject({
      issuer: `${authorityHost}/${seed.tenant.id}/v2.0`,
      token_endpoint: `${authorityHost}/${seed.tenant.id}/oauth2/v2.0/token`,
      jwks_uri: `${authorityHost}/${seed.tenant.id}/discovery/v2.0/keys`,
      authorization_endpoint: `${frontChannelUrl}/${seed.tenant.id}/oauth2/v2.0/authorize`,
      end_session_endpoint: `${frontChannelUrl}/${seed.tenant.id}/oauth2/v2.0/logout`,
    });
    expect(authorityHost).toMatch(/^https:\/\/localhost:\d+$/u);
    expect(frontChannelUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/u);
  });

  test("tokens, keys and Graph are not on the front channel", async () => {
    const { frontChannelUrl } = running();
    const paths = ["oauth2/v2.0/token", "discovery/v2.0/keys", "v2.0/.well-known/openid-configuration"];
    for (const path of [...paths.map((item) => `/${seed.tenant.id}/${item}`), "/v1.0/me"]) {
      expect((await fetch(frontChannelUrl + path)).status).toBe(404);
    }
  });

  test("cookies are Secure on https only", async () => {
    const { authorityHost, frontChannelUrl } = running();
    const { local } = seed.applications;
    const query = `?client_id=${local.appId}&redirect_uri=http://localhost&response_type=code&scope=openid`;
    const path = `/${seed.tenant.id}/oauth2/v2.0/authorize${query}`;
    const cookieAt = async (origin: string) => (await fetch(origin + path)).headers.getSetCookie()[0];
    expect(await cookieAt(authorityHost)).toMatch(/; Secure$/u);
    expect(await cookieAt(frontChannelUrl)).not.toMatch(/Secure/u);
  });

  test("the device page is where the verification URI says", async () => {
    const page = pageOf(await createBrowser().open(`${running().frontChannelUrl}/device`));
    expect(page.html).toContain("Enter code to allow access");
  });

  test("an unknown path is a readable 404", async () => {
    const response = await fetch(`${running().authorityHost}/nothing/here`);
    expect([response.status, await response.json()]).toEqual([
      404,
      { error: "mock-entra has nothing at /nothing/here" },
    ]);
  });

  test("a body that is too large is refused", async () => {
    const headers = { "content-length": 300_000 };
    const url = `${running().frontChannelUrl}/common/login`;
    const outgoing = httpRequest(url, { method: "POST", headers }).on("error", () => undefined);
    onTestFinished(() => void outgoing.destroy());
    // Not the rest: the mock does not read it, and an answer can be lost when a connection is closed with unread bytes.
    outgoing.write("x".repeat(262_145));
    const answered = once(outgoing, "response") as Promise<[IncomingMessage]>;
    const [response] = await answered;
    expect([response.statusCode, await text(response)]).toEqual([
      413,
      "The body is larger than 262144 bytes.\n",
    ]);
  });
});

describe("who may reach it", () => {
  test("DNS rebinding: a foreign Host header is refused", async () => {
    const { port } = new URL(running().frontChannelUrl);
    expect(await statusFor("evil.example")).toBe(421);
    expect(await statusFor(`localhost:${port}`)).toBe(421);
    expect(await statusFor("127.0.0.1")).toBe(421);
    expect(await statusFor(`127.0.0.1:${port}`)).toBe(302);
  });

  test("a request target that is not a path is refused", async () => {
    const { port, host } = new URL(running().frontChannelUrl);
    const socket = connect(Number(port), "127.0.0.1");
    socket.end(`GET http://evil.example/device HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    const [chunk] = await socket.toArray();
    expect(String(chunk)).toMatch(/^HTTP\/1\.1 400 /u);
  });

  test.each(["0.0.0.0", "::", "192.168.1.10", "example.com", "127.0.0.1.example.com"])(
    "binding %s is refused",
    async (host) => {
      const attempt = createMockEntra().listen({ host, backChannelPort: 0, frontChannelPort: 0 });
      await expect(attempt).rejects.toThrow(/refuses to listen on .* loopback/u);
    },
  );

  test("a busy port is named, with the option that changes it, and nothing stays open", async () => {
    const { port } = new URL(running().frontChannelUrl);
    const directory = mkdtempSync(join(tmpdir(), "mock-entra-"));
    const attempt = createMockEntra().listen({
      backChannelPort: 0,
      frontChannelPort: Number(port),
      certificateDirectory: directory,
    });
    await expect(attempt).rejects.toThrow(
      `Port ${port} on 127.0.0.1 is in use. Choose another one with --front-channel-port`,
    );
    rmSync(directory, { recursive: true });
  });
});

describe("the control API", () => {
  const command = (
    method: string,
    name: string,
    headers: Record<string, string> = { "x-mock-entra-control": "1" },
  ) => fetch(`${running().frontChannelUrl}/_mock/${name}`, { method, headers });

  test("cross-site request forgery: without the header nothing happens", async () => {
    await fetch(`${running().authorityHost}/common/discovery/v2.0/keys`);
    for (const [method, name] of [
      ["POST", "reset"],
      ["POST", "expire-access-tokens"],
      ["POST", "kill-refresh-tokens"],
      ["GET", "trace"],
    ] as const) {
      expect((await command(method, name, {})).status).toBe(403);
    }
    const preflight = await command("OPTIONS", "reset", {
      "access-control-request-headers": "x-mock-entra-control",
    });
    expect(preflight.headers.get("access-control-allow-headers")).toBeNull();
    expect(deployment.entra.trace.entries()).toHaveLength(1);
  });

  test("it tells the trace and takes commands", async () => {
    await fetch(`${running().authorityHost}/common/discovery/v2.0/keys`);
    const response = await command("GET", "trace");
    expect(await response.json()).toMatchObject({ entries: [{ endpoint: "jwks", status: 200 }] });
    expect((await command("POST", "expire-access-tokens")).status).toBe(204);
    expect((await command("POST", "kill-refresh-tokens")).status).toBe(204);
    expect((await command("GET", "reset")).status).toBe(405);
    expect((await command("POST", "reset")).status).toBe(204);
    expect(deployment.entra.trace.entries()).toEqual([]);
  });

  test("it is not on the back channel", async () => {
    const url = `${running().authorityHost}/_mock/trace`;
    expect((await fetch(url, { headers: { "x-mock-entra-control": "1" } })).status).toBe(404);
  });
});

test("told so loudly, it binds another address, says so on stderr, and still answers to its loopback names only", async () => {
  const directory = mkdtempSync(join(tmpdir(), "mock-entra-"));
  const said = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const other = await createMockEntra().listen({
    dangerouslyListenOn: "0.0.0.0",
    backChannelPort: 0,
    frontChannelPort: 0,
    certificateDirectory: directory,
  });
  expect(said.mock.calls.flat().join("")).toMatch(
    /^WARNING: mock-entra listens on 0\.0\.0\.0, outside loopback\./u,
  );
  said.mockRestore();
  const { port } = new URL(other.frontChannelUrl);
  expect(other.frontChannelUrl).toBe(`http://127.0.0.1:${port}`);
  expect((await fetch(`${other.frontChannelUrl}/device`)).status).toBe(200);
  expect((await fetch(`http://127.0.0.2:${port}/device`)).status).toBe(421);
  await other.close();
  rmSync(directory, { recursive: true });
});

test("it listens on ::1 as well, when asked", async () => {
  const directory = mkdtempSync(join(tmpdir(), "mock-entra-"));
  const other = await createMockEntra().listen({
    host: "::1",
    backChannelPort: 0,
    frontChannelPort: 0,
    certificateDirectory: directory,
  });
  expect(other.frontChannelUrl).toMatch(/^http:\/\/\[::1\]:\d+$/u);
  expect((await fetch(`${other.frontChannelUrl}/device`)).status).toBe(200);
  await other.close();
  rmSync(directory, { recursive: true });
});
