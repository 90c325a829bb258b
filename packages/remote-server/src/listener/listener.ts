import { once } from "node:events";
import type { RequestListener, Server } from "node:http";
import { isLoopbackHost, type Now } from "@mcp-entra/auth-core";
import type { NetworkConfig } from "./network-config.ts";
import {
  type ConnectionLimits,
  createWebServer,
  defaultLimits,
  type WebServer,
} from "./tls/create-web-server.ts";
import { checkKeyPair, type KeyPair, readPemFiles, type TlsFiles } from "./tls/read-key-pair.ts";
import { type CertificateEvent, watchKeyPair } from "./tls/watch-key-pair.ts";

/** How long current requests may take after the server was asked to stop. */
const goodbyeMs = 5_000;
/** Fast enough for every tool that renews certificates, and it reads only two small files. */
const certificateCheckMs = 10_000;

export interface ListenerOptions {
  now: Now;
  /** Messages about the certificate, for the log. */
  onCertificate?: ((event: CertificateEvent) => void) | undefined;
  certificateCheckMs?: number | undefined;
  connectionLimits?: ConnectionLimits | undefined;
}

export interface Listener {
  /** Where clients reach this server: PUBLIC_URL, or this machine's own name and the port. */
  publicUrl: string;
  /** The address and port that this server listens on. A proxy uses them. */
  listensAt: string;
  serve: (app: RequestListener) => void;
  /** Stops accepting connections, ends open streams, and waits a limited time for current requests. */
  close: (endStreams?: () => Promise<void>) => Promise<void>;
}

/**
 * Opens the port, with https if there is a certificate.
 *
 * @throws ConfigurationError if the certificate cannot be used; Node's own error if the port is in use.
 */
export async function openListener(config: NetworkConfig, options: ListenerOptions): Promise<Listener> {
  const { tls } = config;
  const keyPair = tls === undefined ? undefined : readKeyPair(tls, config, options.now());
  const web = createWebServer(keyPair, connectionLimits(config, options));
  const port = await listen(web.server, config);
  const stopWatching = tls && keyPair && keepUpToDate(web, tls, keyPair, config, options);
  const scheme = tls === undefined ? "http" : "https";
  return {
    publicUrl: config.publicUrl ?? `${scheme}://${ownNameFor(config.host)}:${port}`,
    listensAt: `${scheme}://${config.host.includes(":") ? `[${config.host}]` : config.host}:${port}`,
    serve: (app) => void web.server.on("request", app),
    close: async (endStreams) => {
      stopWatching?.();
      await close(web.server, endStreams);
    },
  };
}

/** Behind a proxy, all connections have one address, and the proxy has to limit them. */
function connectionLimits(
  { trustProxy }: NetworkConfig,
  { connectionLimits: limits = defaultLimits }: ListenerOptions,
): ConnectionLimits {
  return trustProxy === undefined ? limits : { ...limits, connectionsPerAddress: limits.connections };
}

function readKeyPair(tls: TlsFiles, config: NetworkConfig, now: number): KeyPair {
  return checkKeyPair(readPemFiles(tls), tls, { now: new Date(now), hostname: hostnameFor(config) });
}

/** The name that the certificate must be valid for. Behind a proxy, clients never see it. */
function hostnameFor({ publicUrl, trustProxy, host }: NetworkConfig): string | undefined {
  if (trustProxy !== undefined) return undefined;
  return publicUrl === undefined ? ownNameFor(host) : new URL(publicUrl).hostname;
}

/** “localhost” means both loopback addresses (IPv4 and IPv6). Other addresses have to be used as they are. */
function ownNameFor(host: string): string {
  return host === "127.0.0.1" || host === "::1" ? "localhost" : host;
}

function keepUpToDate(
  web: WebServer,
  tls: TlsFiles,
  current: KeyPair,
  config: NetworkConfig,
  { now, onCertificate = () => undefined, certificateCheckMs: everyMs = certificateCheckMs }: ListenerOptions,
): () => void {
  const checkForNew = watchKeyPair({
    current,
    read: () => readPemFiles(tls),
    check: (files) => checkKeyPair(files, tls, { now: new Date(now()), hostname: hostnameFor(config) }),
    use: web.useKeyPair,
    report: onCertificate,
    now,
  });
  const timer = setInterval(checkForNew, everyMs);
  return () => clearInterval(timer);
}

async function listen(server: Server, { port, host, tls, trustProxy }: NetworkConfig): Promise<number> {
  server.listen(port, host);
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no TCP address.");
  // Checked again at the socket: a name can resolve to any address.
  if (tls === undefined && trustProxy === undefined && !isLoopbackHost(address.address)) {
    server.close();
    throw new Error(`Refusing to listen on ${address.address}: not loopback, and without TLS.`);
  }
  return address.port;
}

async function close(server: Server, endStreams: () => Promise<void> = async () => undefined): Promise<void> {
  const closed = server.listening ? once(server, "close") : undefined;
  server.close();
  await endStreams();
  // A connection becomes idle after its answer. Keep-alive would keep it open for a minute.
  const sweeping = setInterval(() => server.closeIdleConnections(), 20);
  const impatience = setTimeout(() => server.closeAllConnections(), goodbyeMs);
  await closed;
  clearInterval(sweeping);
  clearTimeout(impatience);
}
