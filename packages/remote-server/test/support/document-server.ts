import { KeyObject, webcrypto } from "node:crypto";
import { once } from "node:events";
import type { RequestListener } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import tls from "node:tls";
import { onTestFinished } from "vitest";
import { clientRedirectUri } from "./test-client.ts";

/** The web site of an MCP client, with its metadata document. */
export interface DocumentServer {
  /** The address of the document, which is the client's id. */
  clientId: string;
  port: number;
  /** The requested paths. */
  requests: string[];
  /** The number of connections, also those without a request. */
  connections(): number;
  /** The number of these connections that are open. */
  open(): number;
  /** The number of connections that resumed the TLS session of another one. */
  resumed(): number;
  /** Sets the answer from now on. */
  answer: RequestListener;
  /** Ends the site, also in the middle of an answer. */
  close(): void;
}

const ecdsa = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
let certificate: Promise<{ key: string; cert: string }> | undefined;

/** A self-signed certificate for this machine, and for a name that is not in DNS. */
async function makeCertificate(): Promise<{ key: string; cert: string }> {
  // The order of these imports matters: the certificate library needs `Reflect.metadata`.
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

/** A document as real clients publish it: with loopback addresses without a port. */
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
  trust(cert, trusted);
  onTestFinished(() => site.close());
  return site;
}

/** Stays after the test: to read the list of all authorities again takes longer than many a test. */
function trust(pem: string, isTrusted: boolean): void {
  const before = tls.getCACertificates("default");
  const others = before.filter((each) => each.trim() !== pem.trim());
  if (others.length < before.length === isTrusted) return;
  tls.setDefaultCACertificates(isTrusted ? [...others, pem] : others);
}
