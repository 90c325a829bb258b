import { KeyObject, webcrypto } from "node:crypto";
import { once } from "node:events";
import type { RequestListener } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import tls from "node:tls";
import { onTestFinished } from "vitest";
import { clientRedirectUri } from "./test-client.ts";

/** The web site of an MCP client, where its metadata document is. */
export interface DocumentServer {
  /** The address of the document, which is the client's id. */
  clientId: string;
  port: number;
  /** Paths, as they were asked for. */
  requests: string[];
  /** How many connections came, with or without a request. */
  connections(): number;
  /** How many of these connections are still there. */
  open(): number;
  /** How many have resumed the TLS session of another one. */
  resumed(): number;
  /** What it says from now on. */
  answer: RequestListener;
  /** Gone, in the middle of whatever it was saying. */
  close(): void;
}

const ecdsa = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
let certificate: Promise<{ key: string; cert: string }> | undefined;

/** Signed by itself, for this machine and for one name that no DNS knows. */
async function makeCertificate(): Promise<{ key: string; cert: string }> {
  // In this order: the certificate library wants `Reflect.metadata`.
  await import("reflect-metadata");
  const x509 = await import("@peculiar/x509");
  const keys = await webcrypto.subtle.generateKey(ecdsa, true, ["sign", "verify"]);
  const names = ["localhost", "client.example"].map((value) => ({ type: "dns" as const, value }));
  const made = await x509.X509CertificateGenerator.createSelfSigned({
    name: "CN=client.example",
    keys,
    notBefore: new Date(Date.now() - 86_400_000),
    notAfter: new Date(Date.now() + 86_400_000),
    signingAlgorithm: ecdsa,
    extensions: [new x509.SubjectAlternativeNameExtension(names)],
  });
  const key = KeyObject.from(keys.privateKey).export({ type: "pkcs8", format: "pem" });
  return { key, cert: made.toString("pem") };
}

/** A document as real clients publish them: loopback addresses without a port. */
export function documentOf(clientId: string, change: Record<string, unknown> = {}): Record<string, unknown> {
  const portless = new URL(clientRedirectUri);
  portless.port = "";
  return {
    client_id: clientId,
    client_name: "Document client",
    redirect_uris: [portless.href],
    token_endpoint_auth_method: "none",
    ...change,
  };
}

export function sendJson(body: unknown, headers: Record<string, string> = {}): RequestListener {
  return (_request, response) => {
    response.writeHead(200, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
  };
}

/** Serves a client's document on this machine, over https, until the test ends. */
export async function serveDocument({ trusted = true } = {}): Promise<DocumentServer> {
  certificate ??= makeCertificate();
  const { key, cert } = await certificate;
  let connections = 0;
  const server = createServer({ key, cert }).listen(0, "127.0.0.1");
  let open = 0;
  server.on("connection", (socket) => {
    connections += 1;
    open += 1;
    socket.on("close", () => (open -= 1));
  });
  let resumed = 0;
  server.on("secureConnection", (socket) => (resumed += socket.isSessionReused() ? 1 : 0));
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const clientId = `https://localhost:${port}/client.json`;
  const site: DocumentServer = {
    clientId,
    port,
    requests: [],
    connections: () => connections,
    open: () => open,
    resumed: () => resumed,
    answer: sendJson(documentOf(clientId)),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
  server.on("request", (request, response) => {
    site.requests.push(request.url ?? "");
    site.answer(request, response);
  });
  const before = tls.getCACertificates("default");
  if (trusted) tls.setDefaultCACertificates([...before, cert]);
  onTestFinished(() => {
    tls.setDefaultCACertificates(before);
    site.close();
  });
  return site;
}
