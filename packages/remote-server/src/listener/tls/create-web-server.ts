import { createServer as createHttpServer, type Server, type ServerOptions } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { Socket } from "node:net";
import type { SecureContextOptions } from "node:tls";
import { ipKeyGenerator } from "express-rate-limit";
import { createTally } from "../../http/tally.ts";
import type { PemFiles } from "./read-key-pair.ts";

/** The limits for time and size before a request is complete. */
export interface ConnectionLimits {
  /** For the TLS handshake. */
  handshakeMs: number;
  /** For the request line and all headers. */
  headersMs: number;
  /** For a whole request with its body. Answers and streams have no time limit. */
  requestMs: number;
  /** Between two requests on one connection. */
  idleMs: number;
  /** How often the times above are checked. */
  checkMs: number;
  /** Request line and headers together. */
  headerBytes: number;
  headerCount: number;
  /** Open connections at the same time. Further connections are closed. */
  connections: number;
  /** The same for one address (or IPv6 network, /56). */
  connectionsPerAddress: number;
}

export const defaultLimits: ConnectionLimits = {
  handshakeMs: 10_000,
  headersMs: 15_000,
  requestMs: 30_000,
  // Longer than proxies keep an unused connection (usually a minute). The proxy has to close it. Otherwise it
  // sometimes sends a request into a connection that we are closing.
  idleMs: 65_000,
  checkMs: 5_000,
  headerBytes: 16 * 1_024,
  headerCount: 100,
  connections: 10_000,
  connectionsPerAddress: 1_000,
};

export interface WebServer {
  server: Server;
  /** Uses this certificate from the next handshake on. Open connections do not change. */
  useKeyPair: (pair: PemFiles) => void;
}

/**
 * A server for https, or for http without a certificate. It closes the connection of a caller that sends one
 * byte at a time (slowloris).
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

/** Otherwise one caller could use all connections. Behind a proxy, all connections come from the proxy. */
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
 * For TLS 1.2, the recommendation of RFC 9325 §4.2: new keys for each connection (forward secrecy), so that a
 * thief of the certificate's key cannot decrypt recorded traffic; and authenticated encryption. TLS 1.3
 * always has both.
 */
const ciphers = [
  "TLS_AES_256_GCM_SHA384",
  "TLS_CHACHA20_POLY1305_SHA256",
  "TLS_AES_128_GCM_SHA256",
  "ECDHE+AESGCM",
  "ECDHE+CHACHA20",
].join(":");

/**
 * TLS 1.2 is also Node's minimum, but a command-line option of Node could lower it for the whole process (RFC
 * 8996).
 */
function contextOf({ cert, key }: PemFiles): SecureContextOptions {
  return { cert, key, minVersion: "TLSv1.2", ciphers };
}
