import { createServer as createHttpServer, type Server, type ServerOptions } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { SecureContextOptions } from "node:tls";
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
};

export interface WebServer {
  server: Server;
  /** Serves this from the next handshake on. Connections that are open stay as they are. */
  useKeyPair: (pair: PemFiles) => void;
}

/**
 * A server for https, or for http when it gets no certificate. Whoever holds a connection open and sends a byte now and
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
  return { server, useKeyPair };
}

function plain(options: ServerOptions): WebServer {
  return { server: createHttpServer(options), useKeyPair: () => undefined };
}

function secure(pair: PemFiles, options: ServerOptions, { handshakeMs }: ConnectionLimits): WebServer {
  const server = createHttpsServer({ ...options, ...contextOf(pair), handshakeTimeout: handshakeMs });
  return { server, useKeyPair: (renewed) => server.setSecureContext(contextOf(renewed)) };
}

/** TLS 1.2 is Node's own minimum, which a command-line option of Node could lower for the whole process (RFC 8996). */
function contextOf({ cert, key }: PemFiles): SecureContextOptions {
  return { cert, key, minVersion: "TLSv1.2" };
}
