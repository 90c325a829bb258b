import { once } from "node:events";
import { createServer, request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test, vi } from "vitest";
import { createMockEntra, type ListenOptions, type RunningMockEntra, seed } from "../src/index.ts";
import { createBrowser } from "./support/browser.ts";
import { useServed } from "./support/deployment.ts";
import { acquireInAnotherProcess } from "./support/managed-identity.ts";
import { jsonOf } from "./support/protocol.ts";
import { visitPortal } from "./support/portal.ts";
import { answerOf, pageOf, typePassword } from "./support/sign-in.ts";

const { ada } = seed.users;
const { remote } = seed.applications;

/** A request with node:https, because `fetch` cannot choose the Host header or the name that the certificate must have. */
function ask(
  url: URL,
  { host, servername, ca, path }: { host: string; servername?: string; ca?: string; path: string },
): Promise<{ status: number; body: string }> {
  const send = url.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port: url.port, path, headers: { host }, servername, ca };
    send(options, (response) => {
      let body = "";
      response.on("data", (chunk: Buffer) => {
        body += chunk.toString();
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    })
      .on("error", reject)
      .end();
  });
}

describe("with an https front channel", () => {
  const served = useServed({ httpsFrontChannel: true });
  const front = () => new URL(served.running().frontChannelUrl);

  function authorizeUrl(): string {
    const query = new URLSearchParams({
      client_id: remote.appId,
      response_type: "code",
      redirect_uri: remote.redirectUri,
      scope: "openid User.Read",
    });
    return `${front().origin}/${seed.tenant.id}/oauth2/v2.0/authorize?${query.toString()}`;
  }

  test("discovery names no http address, as openid-client and others demand", async () => {
    const url = `${served.running().authorityHost}/${seed.tenant.id}/v2.0/.well-known/openid-configuration`;
    const document = await jsonOf(await fetch(url));
    const addresses = Object.values(document).filter((value) => String(value).startsWith("http"));
    expect(addresses.filter((address) => !String(address).startsWith("https://"))).toEqual([]);
    expect(document["authorization_endpoint"]).toMatch(/^https:\/\/127\.0\.0\.1:\d+\//u);
  });

  test("a sign-in works there, with cookies that a frame of another site may send", async () => {
    const browser = createBrowser();
    const page = pageOf(await browser.open(authorizeUrl()));
    expect(page.headers.getSetCookie()).toEqual([expect.stringMatching(/; SameSite=None; Secure$/u)]);
    const answer = answerOf(await typePassword(browser, page, ada));
    expect(answer.parameters.has("code")).toBe(true);
  });

  test("plain http is not answered", async () => {
    const plain = new URL(front().href.replace("https:", "http:"));
    const answer = ask(plain, { host: front().host, path: "/device" }).then(({ status }) => status);
    await expect(answer.catch(() => 0)).resolves.not.toBe(200);
  });

  test("the portal and the commands answer under their one name only", async () => {
    const portal = visitPortal(() => served.running().frontChannelUrl);
    expect((await portal.open("/portal/registrations")).status).toBe(200);
    const { caPem } = served.running();
    const { port } = front();
    for (const path of ["/portal/registrations", "/_mock/trace", "/device"]) {
      for (const host of [`localhost:${port}`, "evil.example", `127.0.0.1.nip.io:${port}`]) {
        const { status } = await ask(front(), { host, servername: "localhost", ca: caPem, path });
        expect(status, `${host}${path}`).toBe(421);
      }
    }
  });

  test("the managed identity's endpoint is there as well, for a process that trusts the CA", async () => {
    const { managedIdentityEnvironment, caPath } = served.running();
    const environment = { ...managedIdentityEnvironment, NODE_EXTRA_CA_CERTS: caPath };
    const request = { resource: "api://AzureADTokenExchange", clientId: seed.managedIdentity.clientId };
    expect(await acquireInAnotherProcess(environment, request)).toHaveProperty("accessToken");
  });
});

interface ServedAs {
  running: RunningMockEntra;
  back: URL;
  front: URL;
}

describe("with a public URL", () => {
  const directory = mkdtempSync(join(tmpdir(), "mock-entra-"));
  const stderr = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const discovery = `/${seed.tenant.id}/v2.0/.well-known/openid-configuration`;
  afterAll(() => {
    stderr.mockRestore();
    rmSync(directory, { recursive: true });
  });

  /**
   * The mock with the name that other containers use, on ports that were free a moment ago. If another process has taken one since, it
   * tries others.
   */
  async function listenAs(host: string, attempts = 10): Promise<ServedAs> {
    const [back, front] = await twoFreePorts();
    try {
      const running = await createMockEntra().listen({
        backChannelPort: back,
        frontChannelPort: front,
        certificateDirectory: directory,
        publicUrl: `https://${host}:${back}`,
        publicFrontChannelUrl: `http://${host}:${front}`,
      });
      return {
        running,
        back: new URL(`https://127.0.0.1:${back}`),
        front: new URL(`http://127.0.0.1:${front}`),
      };
    } catch (error) {
      if (attempts > 1 && String(error).includes("is in use")) return listenAs(host, attempts - 1);
      throw error;
    }
  }

  test("that is its name: issuer, endpoints, Graph, pages, and the certificate", async () => {
    const { running, back, front } = await listenAs("mock-entra");
    const own = { host: `mock-entra:${back.port}`, servername: "mock-entra", ca: running.caPem };
    const { status, body } = await ask(back, { ...own, path: discovery });
    expect(status).toBe(200);
    expect(JSON.parse(body)).toMatchObject({
      issuer: `https://mock-entra:${back.port}/${seed.tenant.id}/v2.0`,
      authorization_endpoint: `http://mock-entra:${front.port}/${seed.tenant.id}/oauth2/v2.0/authorize`,
      userinfo_endpoint: `https://mock-entra:${back.port}/oidc/userinfo`,
    });
    expect(running.authorityHost).toBe(`https://mock-entra:${back.port}`);
    const byLoopback = { host: `localhost:${back.port}`, servername: "localhost", ca: running.caPem };
    expect((await ask(back, { ...byLoopback, path: discovery })).status).toBe(200);
    const foreign = { host: `evil.example:${back.port}`, servername: "mock-entra", ca: running.caPem };
    expect((await ask(back, { ...foreign, path: discovery })).status).toBe(421);
    await running.close();
  });

  test("the pages, the portal and the commands answer under that one name", async () => {
    const { running, front } = await listenAs("mock-entra");
    for (const path of ["/error?code=50011", "/portal/registrations"]) {
      expect((await ask(front, { host: `mock-entra:${front.port}`, path })).status, path).toBe(200);
      for (const host of [`127.0.0.1:${front.port}`, `localhost:${front.port}`]) {
        expect((await ask(front, { host, path })).status, `${host}${path}`).toBe(421);
      }
    }
    await running.close();
  });

  test("the CA is one of its own, good for that name only, and the usual one is not touched", async () => {
    const usual = await createMockEntra().listen({
      backChannelPort: 0,
      frontChannelPort: 0,
      certificateDirectory: directory,
    });
    const { running, back } = await listenAs("mock-entra");
    expect(running.caPem).not.toBe(usual.caPem);
    expect(readdirSync(directory)).toContain("mock-entra");
    const own = { host: `mock-entra:${back.port}`, servername: "mock-entra", path: discovery };
    await expect(ask(back, { ...own, ca: usual.caPem })).rejects.toThrow("unable to verify");
    await expect(
      ask(back, { ...own, servername: "login.microsoftonline.com", ca: running.caPem }),
    ).rejects.toThrow("does not match certificate's altnames");
    await Promise.all([usual.close(), running.close()]);
  });

  test("it says so on stderr, and listens on loopback all the same", async () => {
    stderr.mockClear();
    const { running } = await listenAs("192.0.2.7");
    expect(String(stderr.mock.calls[0]?.[0])).toMatch(
      /^WARNING: mock-entra calls itself https:\/\/192\.0\.2\.7:\d+ and http:\/\/192\.0\.2\.7:\d+, and listens on 127\.0\.0\.1\./u,
    );
    await running.close();
  });

  test.each<[string, string, ListenOptions]>([
    ["mock-entra:8443", "--public-url", { publicUrl: "mock-entra:8443" }],
    ["http://mock-entra:8443", "--public-url", { publicUrl: "http://mock-entra:8443" }],
    ["https://mock-entra/tenant", "--public-url", { publicUrl: "https://mock-entra/tenant" }],
    ["https://user@mock-entra", "--public-url", { publicUrl: "https://user@mock-entra" }],
    ["https://mock-entra", "--public-front-channel-url", { publicFrontChannelUrl: "https://mock-entra" }],
    [
      "http://mock-entra",
      "--public-front-channel-url",
      { publicFrontChannelUrl: "http://mock-entra", httpsFrontChannel: true },
    ],
  ])("%s is no origin for %s", async (url, flag, options) => {
    const ports = { backChannelPort: 0, frontChannelPort: 0, certificateDirectory: directory };
    const message = `${flag}: found "${url}". Expected an origin such as http`;
    await expect(createMockEntra().listen({ ...ports, ...options })).rejects.toThrow(message);
  });
});

/** Both are held at the same time: after the first is free again, the system may choose it once more. */
async function twoFreePorts(): Promise<[number, number]> {
  const [one, other] = [await openServer(), await openServer()];
  for (const { server } of [one, other]) {
    server.close();
    await once(server, "close");
  }
  return [one.port, other.port];
}

async function openServer() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return { server, port: typeof address === "object" && address !== null ? address.port : 0 };
}
