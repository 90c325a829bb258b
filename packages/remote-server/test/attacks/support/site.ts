import { KeyObject, webcrypto } from "node:crypto";
import { once } from "node:events";
import type { RequestListener } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";

/** A web site of an attacker, or a service in the victim's network. */
export interface Site {
  /** The port on this machine. */
  port: number;
  /** The number of connections, also those without a request. */
  connections(): number;
  close(): Promise<void>;
}

export interface SiteCertificate {
  key: string;
  /** The CA of all sites in this test. A program that trusts it trusts all of them, as with a public CA. */
  certificate: string;
}

const ecdsa = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const day = 86_400_000;

/** One certificate for all host names of the attacks. */
export async function createSiteCertificate(): Promise<SiteCertificate> {
  // The order of these imports matters: the certificate library needs `Reflect.metadata`.
  await import("reflect-metadata");
  const x509 = await import("@peculiar/x509");
  const keys = await webcrypto.subtle.generateKey(ecdsa, true, ["sign", "verify"]);
  const names = ["client.example", "evil.example", "*.silent.example"].map((value) => ({
    type: "dns" as const,
    value,
  }));
  const made = await x509.X509CertificateGenerator.createSelfSigned({
    name: "CN=evil.example",
    keys,
    notBefore: new Date(Date.now() - day),
    notAfter: new Date(Date.now() + day),
    signingAlgorithm: ecdsa,
    extensions: [new x509.SubjectAlternativeNameExtension(names)],
  });
  const key = KeyObject.from(keys.privateKey).export({ type: "pkcs8", format: "pem" });
  return { key, certificate: made.toString("pem") };
}

export async function openSite(
  { key, certificate }: SiteCertificate,
  answer: RequestListener,
): Promise<Site> {
  let connections = 0;
  const server = createServer({ key, cert: certificate }, answer).listen(0, "127.0.0.1");
  server.on("connection", () => (connections += 1));
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}
