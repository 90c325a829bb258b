import { KeyObject, webcrypto } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { describe, expect, it, onTestFinished } from "vitest";
import { createWebServer, defaultLimits } from "./create-web-server.ts";

const quick = { ...defaultLimits, headersMs: 60, requestMs: 120, idleMs: 60, checkMs: 20, connections: 2 };
const patient = { ...quick, headersMs: 30_000, requestMs: 30_000 };

/** A server that answers after the whole request. @returns a function that opens a connection to it. */
async function start(limits = quick) {
  const { server } = createWebServer(undefined, limits);
  server.on("request", (request, response) => void request.resume().on("end", () => response.end("served")));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return async (localAddress = "127.0.0.1"): Promise<Socket> => {
    const socket = connect({ port, host: "127.0.0.1", localAddress }).on("error", () => undefined);
    onTestFinished(() => void socket.destroy());
    await once(socket, "connect");
    return socket;
  };
}

/** All data from the server, until it closes the connection. */
async function goodbye(socket: Socket): Promise<string> {
  let said = "";
  socket.on("data", (data: Buffer) => (said += data.toString()));
  // Not once(): a reset answers data that are sent after the end, and once() would make an error of it.
  await new Promise((resolve) => void socket.on("close", resolve));
  return said;
}

/** A reset can arrive before the last data. */
const hungUp = /^(HTTP\/1\.1 408 Request Timeout|$)/;

/** Sends a byte now and then, without end. */
function trickle(socket: Socket): void {
  const timer = setInterval(() => socket.write("x"), 10);
  socket.on("close", () => clearInterval(timer));
}

describe("over TLS 1.2, the server", () => {
  it.each([
    ["agrees on a key of its own for each connection", "ECDHE-RSA-AES128-GCM-SHA256", "TLSv1.2"],
    [
      "does not encrypt the connection's key with the certificate's (static RSA)",
      "AES128-GCM-SHA256",
      "refused",
    ],
    ["does not use encryption that is not authenticated (CBC)", "ECDHE-RSA-AES128-SHA", "refused"],
  ])("%s", async (_case, ciphers, expected) => {
    const pair = await rsaPair();
    const { server } = createWebServer(pair);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const socket = connectTls({ port, host: "127.0.0.1", ca: pair.cert, ciphers, maxVersion: "TLSv1.2" });
    onTestFinished(() => void socket.destroy());
    const outcome = await once(socket, "secureConnect").then(
      () => socket.getProtocol(),
      () => "refused",
    );
    expect(outcome).toBe(expected);
  });
});

/** With an RSA key, because the old key exchange works only with RSA. */
async function rsaPair(): Promise<{ cert: string; key: string }> {
  // The order of these imports matters: the certificate library needs `Reflect.metadata`.
  await import("reflect-metadata");
  const x509 = await import("@peculiar/x509");
  const algorithm = {
    name: "RSASSA-PKCS1-v1_5",
    hash: "SHA-256",
    publicExponent: new Uint8Array([1, 0, 1]),
    modulusLength: 2048,
  };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const made = await x509.X509CertificateGenerator.createSelfSigned({
    name: "CN=localhost",
    keys,
    signingAlgorithm: algorithm,
    extensions: [new x509.SubjectAlternativeNameExtension([{ type: "ip", value: "127.0.0.1" }])],
  });
  const key = KeyObject.from(keys.privateKey).export({ type: "pkcs8", format: "pem" });
  return { cert: made.toString("pem"), key };
}

describe("the server hangs up on", () => {
  it("a caller who never finishes the headers (slowloris)", async () => {
    const socket = await (await start())();
    socket.write("GET / HTTP/1.1\r\nhost: localhost\r\nx-slow: ");
    trickle(socket);
    expect(await goodbye(socket)).toMatch(hungUp);
  });

  it("a caller who never finishes the body", async () => {
    const socket = await (await start())();
    socket.write("POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000000\r\n\r\n");
    trickle(socket);
    expect(await goodbye(socket)).toMatch(hungUp);
  });

  it("a caller who connects and says nothing", async () => {
    const socket = await (await start())();
    expect(await goodbye(socket)).toContain("408 Request Timeout");
  });

  it("headers, or an address, of more than 16 KiB", async () => {
    const open = await start(patient);
    for (const head of [
      `GET / HTTP/1.1\r\nx: ${"x".repeat(17_000)}`,
      `GET /${"x".repeat(17_000)} HTTP/1.1`,
    ]) {
      const socket = await open();
      socket.write(`${head}\r\nhost: localhost\r\n\r\n`);
      expect(await goodbye(socket)).toContain("431 Request Header Fields Too Large");
    }
  });

  it("a third connection, when two are the limit", async () => {
    const open = await start(patient);
    await Promise.all([open(), open()]);
    const third = await open();
    expect(await goodbye(third)).toBe("");
  });

  it("the third connection of one address, and on none of another one", async () => {
    const open = await start({ ...patient, connections: 10, connectionsPerAddress: 2 });
    const [first] = await Promise.all([open(), open()]);
    expect(await goodbye(await open())).toBe("");
    const other = await open("127.0.0.2");
    other.write("GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    expect(await goodbye(other)).toContain("200 OK");
    first.destroy();
    await expect
      .poll(async () => {
        const again = await open();
        again.write("GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
        return goodbye(again);
      })
      .toContain("200 OK");
  });
});
