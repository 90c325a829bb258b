import { createServer as createHttpServer, type Server, type ServerOptions } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { Socket } from "node:net";
import type { SecureContextOptions } from "node:tls";
import { ipKeyGenerator } from "express-rate-limit";
import { createTally } from "../../http/tally.ts";
import type { PemFiles } from "./read-key-pair.ts";

/** How long, and how much, a caller may take before there is a request to look at. */
export interface ConnectionLimits {
  /** For the TLS handshake. */
  handshakeMs: number;
  /** For the request line and all headers. */
  headersMs: number;
  /** For a request in whole, body included. Answers, and streams, may take as long as they need. */
  requestMs: number;
  /** Between two requests on one connection. */
  idleMs: number;
  /** How often the times above are looked at. */
  checkMs: number;
  /** Request line and headers together. */
  headerBytes: number;
  headerCount: number;
  /** Open at the same time; further ones are hung up on. */
  connections: number;
  /** The same of one address (of an IPv6 network, /56). */
  connectionsPerAddress: number;
}

export const defaultLimits: ConnectionLimits = {
  handshakeMs: 10_000,
  headersMs: 15_000,
  requestMs: 30_000,
  // Longer than proxies keep a connection that they do not use (a minute, mostly): the one that hangs up has to be the
  // proxy, or now and then it sends a request into a connection that is just being closed.
  idleMs: 65_000,
  checkMs: 5_000,
  headerBytes: 16 * 1_024,
  headerCount: 100,
  connections: 10_000,
  connectionsPerAddress: 1_000,
};

export interface WebServer {
  server: Server;
  /** Serves this from the next handshake on. Connections that are open stay as they are. */
  useKeyPair: (pair: PemFiles) => void;
}

/**
 * A server for https, or for http when it gets no certificate. A caller who holds a connection open and sends a byte now and
 * then (slowloris) is hung up on.
 */
export function createWebServer(
  pair: PemFiles | undefined,
  limits: ConnectionLimits = defaultLimits,
): WebServer {
  const options: ServerOptions = {
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.idleMs,
    connectionsCheckingInterval: limits.checkMs,
    maxHeaderSize: limits.headerBytes,
  };
  const { server, useKeyPair } = pair === undefined ? plain(options) : secure(pair, options, limits);
  server.maxHeadersCount = limits.headerCount;
  server.maxConnections = limits.connections;
  boundByAddress(server, limits.connectionsPerAddress);
  return { server, useKeyPair };
}

/** Or one caller would hold all the connections that there can be. Behind a proxy, all of them are the proxy's. */
function boundByAddress(server: Server, limit: number): void {
  const open = createTally();
  server.on("connection", (socket: Socket) => {
    const network = ipKeyGenerator(socket.remoteAddress ?? "");
    if (open.of(network) >= limit) {
      socket.destroy();
      return;
    }
    open.add(network, 1);
    socket.on("close", () => open.add(network, -1));
  });
}

function plain(options: ServerOptions): WebServer {
  return { server: createHttpServer(options), useKeyPair: () => undefined };
}

function secure(pair: PemFiles, options: ServerOptions, { handshakeMs }: ConnectionLimits): WebServer {
  const server = createHttpsServer({ ...options, ...contextOf(pair), handshakeTimeout: handshakeMs });
  return { server, useKeyPair: (renewed) => server.setSecureContext(contextOf(renewed)) };
}

/**
 * For TLS 1.2, what RFC 9325 §4.2 recommends: keys that are agreed on anew for each connection, so that a thief of the
 * certificate's key cannot read what was recorded before; and authenticated encryption. TLS 1.3 has nothing else.
 */
const ciphers = [
  "TLS_AES_256_GCM_SHA384",
  "TLS_CHACHA20_POLY1305_SHA256",
  "TLS_AES_128_GCM_SHA256",
  "ECDHE+AESGCM",
  "ECDHE+CHACHA20",
].join(":");

/** TLS 1.2 is Node's own minimum, which a command-line option of Node could lower for the whole process (RFC 8996). */
function contextOf({ cert, key }: PemFiles): SecureContextOptions {
  return { cert, key, minVersion: "TLSv1.2", ciphers };
}
