import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import tls from "node:tls";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createRedisStore } from "../../../packages/auth-core/src/storage/redis-store.ts";
import { type KeyAndCertificate, loadIssuer } from "../../../packages/mock-entra/src/server/certificates.ts";
import { findRedisServer, type RedisServer, startRedisServer } from "./redis-server.ts";
import { serveMock } from "./served-mock.ts";
import { warmInstance } from "./start-instance.ts";

const longAgo = new Date("2001-01-01");

/** The certificate that the project issues for localhost, in the files that redis-server needs. */
describe.skipIf(findRedisServer() === undefined)("a Redis that speaks TLS", () => {
  const trustedBefore = tls.getCACertificates("default");
  let folder: string;
  let authority: KeyAndCertificate;
  const servers: RedisServer[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "redis-tls-"));
    authority = await (await loadIssuer()).issueAuthority(new Date(), { name: "CN=Our own CA" });
  });
  afterEach(() => tls.setDefaultCACertificates(trustedBefore));
  afterAll(async () => {
    await Promise.all(servers.map(async (server) => server.stop()));
    rmSync(folder, { recursive: true });
  });

  async function startTlsRedis(issued = new Date(), password?: string): Promise<RedisServer> {
    const leaf = await (await loadIssuer()).issueLeaf(authority, issued);
    const files = { certPath: join(folder, "redis.crt"), keyPath: join(folder, "redis.key") };
    writeFileSync(files.certPath, leaf.certificate);
    writeFileSync(files.keyPath, leaf.key);
    const server = await startRedisServer({ tls: files, ...(password === undefined ? {} : { password }) });
    servers.push(server);
    return server;
  }

  /** Like NODE_EXTRA_CA_CERTS at the start of a process. */
  function trustOurCa(): void {
    tls.setDefaultCACertificates([...trustedBefore, authority.certificate]);
  }

  it("is used when its certificate comes from a CA that is trusted, with its password", async () => {
    const redis = await startTlsRedis(new Date(), "p@ss/word");
    trustOurCa();
    const store = await createRedisStore(redis.url.replace("p@ss/word", encodeURIComponent("p@ss/word")));
    await store.set("session:1", "value", 60);
    expect(await store.compareAndSet("session:1", "value", "newer", 60)).toBe(true);
    expect(await store.take("session:1")).toBe("newer");
    await store.close();
  });

  it("is refused at once with a certificate from an unknown CA, and says what to do", async () => {
    const redis = await startTlsRedis();
    await expect(createRedisStore(redis.url, { connectMs: 60_000 })).rejects.toMatchObject({
      code: "store_failed",
      message: expect.stringMatching(
        /^SESSION_STORE: Redis at localhost:\d+ cannot be used \(unable to verify the first certificate.+ comes from a CA that Node\.js trusts; NODE_EXTRA_CA_CERTS=FILE adds your own CA\.$/,
      ),
    });
  });

  it.skipIf(process.platform !== "linux")(
    "is refused at once with a certificate for another name (on Linux, where 127.0.0.2 is this machine as well)",
    async () => {
      const redis = await startTlsRedis();
      trustOurCa();
      const failure = createRedisStore(redis.url.replace("localhost", "127.0.0.2"), { connectMs: 60_000 });
      await expect(failure).rejects.toThrow(/IP: 127\.0\.0\.2 is not in the cert.+NODE_EXTRA_CA_CERTS/);
    },
  );

  it("is asked for by its name, so that one address can serve the databases of many", async () => {
    const leaf = await (await loadIssuer()).issueLeaf(authority, new Date());
    const names: string[] = [];
    const listening = tls.createServer({
      cert: leaf.certificate,
      key: leaf.key,
      SNICallback: (name, done) => {
        names.push(name);
        done(null);
      },
    });
    listening.listen(0, "127.0.0.1");
    await once(listening, "listening");
    const address = listening.address();
    const port = typeof address === "object" ? address?.port : 0;
    for (const host of ["localhost", "127.0.0.1"]) {
      await expect(createRedisStore(`rediss://${host}:${port}`, { connectMs: 5_000 })).rejects.toThrow(
        /cert/,
      );
    }
    // An address is not a name in the certificate.
    expect(names).toEqual(["localhost"]);
    listening.close();
  });

  it("is refused at once with a certificate whose time is over", async () => {
    const redis = await startTlsRedis(longAgo);
    trustOurCa();
    const failure = createRedisStore(redis.url, { connectMs: 60_000 });
    await expect(failure).rejects.toThrow(/certificate has expired.+NODE_EXTRA_CA_CERTS/);
  });

  it("and one that does not are told apart", async () => {
    const redis = await startTlsRedis();
    trustOurCa();
    const inClear = createRedisStore(redis.url.replace("rediss:", "redis:"), { connectMs: 300 });
    await expect(inClear).rejects.toThrow(/redis:\/\/ without TLS, rediss:\/\/ with TLS/);
    const plain = await startRedisServer();
    servers.push(plain);
    const overTls = createRedisStore(plain.url.replace("redis:", "rediss:"), { connectMs: 300 });
    await expect(overTls).rejects.toThrow(/redis:\/\/ without TLS, rediss:\/\/ with TLS/);
  });

  it("is used by a server that was given its CA, and by no other", async () => {
    const redis = await startTlsRedis();
    const mock = await serveMock();
    const caPath = join(folder, "ca.pem");
    writeFileSync(caPath, authority.certificate);
    const environment = { ...mock.environment, SESSION_STORE: redis.url };
    const instances = [
      await warmInstance(environment),
      await warmInstance({ ...environment, NODE_EXTRA_CA_CERTS: caPath }),
    ];
    await expect(instances[0]?.start()).rejects.toThrow(/unable to verify.+NODE_EXTRA_CA_CERTS=FILE adds/);
    const port = (await instances[1]?.start())?.port;
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
    await Promise.all(instances.map(async (instance) => instance.kill()));
    await mock.close();
  });

  it("goes on being checked when the connection is renewed", async () => {
    const redis = await startTlsRedis();
    trustOurCa();
    const store = await createRedisStore(redis.url);
    await store.set("session:1", "value", 60);
    await redis.stop();
    const port = Number(new URL(redis.url).port);
    const { issueAuthority, issueLeaf } = await loadIssuer();
    const impostor = await issueLeaf(
      await issueAuthority(new Date(), { name: "CN=An impostor" }),
      new Date(),
    );
    const asked: string[] = [];
    const listening = tls.createServer({ cert: impostor.certificate, key: impostor.key }, (socket) =>
      socket.on("data", (data) => asked.push(String(data))),
    );
    const tried = once(listening, "tlsClientError");
    listening.listen(port, "127.0.0.1");
    await tried;
    await expect(store.get("session:1")).rejects.toMatchObject({ code: "store_failed" });
    expect(asked).toEqual([]);
    await store.close();
    listening.close();
  });
});
