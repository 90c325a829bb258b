import { once } from "node:events";
import { rmSync, writeFileSync } from "node:fs";
import { Agent as HttpAgent, get as httpGet, type IncomingMessage } from "node:http";
import { Agent, get } from "node:https";
import tls, { connect, type TLSSocket } from "node:tls";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  certificateFolder,
  issue,
  mountLikeKubernetes,
  testAuthority,
} from "../../test/support/certificates.ts";
import { openListener } from "./listener.ts";
import { defaultLimits } from "./tls/create-web-server.ts";
import type { TlsFiles } from "./tls/read-key-pair.ts";
import type { CertificateEvent } from "./tls/watch-key-pair.ts";

/** Serves one word over https, and checks its files very often. */
async function listen(files: TlsFiles) {
  const events: CertificateEvent[] = [];
  const config = { port: 0, host: "127.0.0.1", publicUrl: undefined, tls: files, trustProxy: undefined };
  const listener = await openListener(config, {
    now: () => Date.now(),
    onCertificate: (event) => events.push(event),
    certificateCheckMs: 10,
  });
  onTestFinished(async () => listener.close());
  listener.serve((_request, response) => response.end("served"));
  const port = Number(new URL(listener.publicUrl).port);
  return { listener, port, events, serial: async () => serialAt(port) };
}

/** The serial number of the certificate that a new connection gets, if the client trusts it. */
async function serialAt(port: number): Promise<string> {
  const ca = (await testAuthority()).certificate;
  const socket = connect({ port, host: "127.0.0.1", servername: "localhost", ca });
  await once(socket, "secureConnect");
  const { serialNumber } = socket.getPeerCertificate();
  socket.destroy();
  return serialNumber;
}

describe("a renewed certificate", () => {
  it("is served from the next connection on, and open connections go on", async () => {
    const { files } = certificateFolder(await issue());
    const { listener, serial, events } = await listen(files);
    const agent = new Agent({ keepAlive: true, ca: (await testAuthority()).certificate });
    onTestFinished(() => agent.destroy());
    const socketOfRequest = async (): Promise<TLSSocket> => {
      const [response] = (await once(get(listener.publicUrl, { agent }), "response")) as [IncomingMessage];
      expect((await response.toArray()).join("")).toBe("served");
      return response.socket as TLSSocket;
    };
    const before = await serial();
    const socket = await socketOfRequest();
    const renewed = await issue();
    writeFileSync(files.keyPath, renewed.key);
    writeFileSync(files.certPath, renewed.certificate);
    await expect.poll(serial).not.toBe(before);
    expect(await socketOfRequest()).toBe(socket);
    expect(events.map(({ kind }) => kind)).toEqual(["renewed"]);
  });

  it("is not served while only half of it is there, and the old one serves on", async () => {
    const { files } = certificateFolder(await issue());
    const { serial, events } = await listen(files);
    const before = await serial();
    const renewed = await issue();
    for (const damage of [
      () => writeFileSync(files.certPath, renewed.certificate.slice(0, 300)),
      () => writeFileSync(files.certPath, renewed.certificate),
      () => rmSync(files.keyPath),
    ]) {
      events.length = 0;
      damage();
      await expect.poll(() => events.map(({ kind }) => kind)).toEqual(["refused"]);
      expect(await serial()).toBe(before);
    }
    writeFileSync(files.keyPath, renewed.key);
    await expect.poll(serial).not.toBe(before);
  });

  it("is taken up through the links that Kubernetes exchanges", async () => {
    const { folder } = certificateFolder(await issue());
    const secret = mountLikeKubernetes(folder);
    secret.mount(await issue());
    const { serial } = await listen(secret.files);
    const before = await serial();
    secret.mount(await issue());
    await expect.poll(serial).not.toBe(before);
  });
});

describe("a port", () => {
  it("is not opened with a certificate that cannot be used", async () => {
    const { files } = certificateFolder(await issue(100));
    await expect(listen(files)).rejects.toThrow(/TLS_CERT_PATH is .*expired/);
  });

  it("without TLS is on loopback only, whatever the name of its address has led to", async () => {
    const exposed = { port: 0, host: "0.0.0.0", publicUrl: undefined, tls: undefined, trustProxy: undefined };
    await expect(openListener(exposed, { now: () => 0 })).rejects.toThrow(
      "Refusing to listen on 0.0.0.0: not loopback, and without TLS.",
    );
  });

  it("behind a proxy, which is one address, does not bound connections by address", async () => {
    const network = { port: 0, host: "127.0.0.1", tls: undefined, trustProxy: ["loopback"] };
    const publicUrl = "https://mcp.example.com";
    const connectionLimits = { ...defaultLimits, connections: 3, connectionsPerAddress: 1 };
    const listener = await openListener({ ...network, publicUrl }, { now: () => 0, connectionLimits });
    onTestFinished(async () => listener.close());
    listener.serve((_request, response) => void response.writeHead(200).write("waiting"));
    const agent = new HttpAgent();
    onTestFinished(() => agent.destroy());
    const answers = [1, 2, 3].map(async () => once(httpGet(listener.listensAt, { agent }), "response"));
    expect(await Promise.all(answers)).toHaveLength(3);
  });

  it("with TLS refuses TLS 1.1, even in a process whose options allow it", async () => {
    const usual = { minVersion: tls.DEFAULT_MIN_VERSION, ciphers: tls.DEFAULT_CIPHERS };
    tls.DEFAULT_MIN_VERSION = "TLSv1";
    tls.DEFAULT_CIPHERS = "DEFAULT@SECLEVEL=0";
    const listening = listen(certificateFolder(await issue()).files);
    onTestFinished(() => {
      tls.DEFAULT_MIN_VERSION = usual.minVersion;
      tls.DEFAULT_CIPHERS = usual.ciphers;
    });
    const { port } = await listening;
    const socket = connect({ port, host: "127.0.0.1", maxVersion: "TLSv1.1", rejectUnauthorized: false });
    const outcome = once(socket, "secureConnect").then(() => socket.getProtocol());
    await expect(outcome).rejects.toThrow("protocol version");
    socket.destroy();
  });

  it("with TLS does not keep the process that closes it waiting, idle connections or not", async () => {
    const { listener, port } = await listen(certificateFolder(await issue()).files);
    const ca = (await testAuthority()).certificate;
    const socket = connect({ port, host: "127.0.0.1", servername: "localhost", ca });
    // A reset is as good an end of the connection as any other.
    socket.on("error", () => undefined);
    socket.write("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n");
    await once(socket, "data");
    await listener.close();
    await expect.poll(() => socket.readyState).not.toBe("open");
    socket.destroy();
  });
});
