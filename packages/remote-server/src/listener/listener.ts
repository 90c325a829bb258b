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

/** How long a request may still take when the server has been asked to stop. */
const goodbyeMs = 5_000;
/** Soon enough for every tool that renews, and cheap: two small files. */
const certificateCheckMs = 10_000;

export interface ListenerOptions {
  now: Now;
  /** What becomes of the certificate; for the log. */
  onCertificate?: ((event: CertificateEvent) => void) | undefined;
  certificateCheckMs?: number | undefined;
  connectionLimits?: ConnectionLimits | undefined;
}

export interface Listener {
  /** Where clients reach this server: PUBLIC_URL, or this machine's own name and the port. */
  publicUrl: string;
  /** The address and port that were bound: where a proxy reaches this server. */
  listensAt: string;
  serve: (app: RequestListener) => void;
  /** Stops accepting, ends open streams, lets requests finish, within bounds. */
  close: (endStreams?: () => Promise<void>) => Promise<void>;
}

/**
 * Opens the port, with https where there is a certificate.
 *
 * @throws ConfigurationError when the certificate cannot be used; Node's own error when the port is taken.
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

/** What a proxy has bounded by address already is one address here. */
function connectionLimits(
  { trustProxy }: NetworkConfig,
  { connectionLimits: limits = defaultLimits }: ListenerOptions,
): ConnectionLimits {
  return trustProxy === undefined ? limits : { ...limits, connectionsPerAddress: limits.connections };
}

function readKeyPair(tls: TlsFiles, config: NetworkConfig, now: number): KeyPair {
  return checkKeyPair(readPemFiles(tls), tls, { now: new Date(now), hostname: hostnameFor(config) });
}

/** What the certificate has to be for. Behind a proxy, clients never see it. */
function hostnameFor({ publicUrl, trustProxy, host }: NetworkConfig): string | undefined {
  if (trustProxy !== undefined) return undefined;
  return publicUrl === undefined ? ownNameFor(host) : new URL(publicUrl).hostname;
}

/** Browsers find both families of loopback under “localhost”; another address has to be called by its name. */
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
  // Once more at the socket itself: a name can resolve to anything.
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
  // A connection becomes idle when its request has been answered; keep-alive would hold it for a minute.
  const sweeping = setInterval(() => server.closeIdleConnections(), 20);
  const impatience = setTimeout(() => server.closeAllConnections(), goodbyeMs);
  await closed;
  clearInterval(sweeping);
  clearTimeout(impatience);
}
