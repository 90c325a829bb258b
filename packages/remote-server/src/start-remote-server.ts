import {
  type Authority,
  type ClientCredential,
  createAppTokens,
  createAuditLog,
  createAuditTrail,
  createCorrelation,
  createClientCredential,
  type KeyRing,
  loadKeyRing,
  type Now,
  openKeyVault,
  openStore,
  type RecordAuditEvent,
  type Store,
} from "@mcp-entra/auth-core";
import type { ResolveHost } from "./auth/clients/client-id-metadata/resolve-host.ts";
import { createAuthorizationServer } from "./auth/create-authorization-server.ts";
import { metadataFacade } from "./auth/entra-tokens/metadata-facade.ts";
import { protectByEntraTokens } from "./auth/protect-by-entra-tokens.ts";
import { protectBySessionTokens } from "./auth/protect-by-session-tokens.ts";
import { authorizationServerMetadata } from "./auth/routes/discovery-routes.ts";
import { type Endpoints, endpointsAt } from "./auth/rules/endpoints.ts";
import type { SessionPolicy } from "./auth/sessions/session.ts";
import { announcesClientDocuments } from "./clients-config.ts";
import type { RemoteServerConfig } from "./config.ts";
import { entraTokensWarnings } from "./entra-tokens-config.ts";
import type { RequestLimits } from "./http/rate-limits.ts";
import { createRequestCounts } from "./http/request-counts.ts";
import { type Listener, type ListenerOptions, openListener } from "./listener/listener.ts";
import { createServer, type ServerOptions } from "./server.ts";
import type { ToolBox } from "./tools/tool-box.ts";
import type { StreamLimits } from "./transport/stream-limits.ts";

export interface RemoteServerDependencies extends Omit<ListenerOptions, "now"> {
  /** The tenant's discovery document, as `discoverAuthority` returns it. */
  authority: Authority;
  audit?: RecordAuditEvent;
  logError?: (error: unknown) => void;
  sessionPolicy?: SessionPolicy;
  now?: Now;
  /** A store in place of the configured one. It is closed with the server. */
  store?: Store;
  /** Replaces DNS for the hosts of client metadata documents. */
  resolveHost?: ResolveHost;
  /** How long such a document may take. Without it, five seconds. */
  documentSeconds?: number;
  /** Replaces the global fetch, for Entra's keys. */
  fetch?: typeof globalThis.fetch;
  streamLimits?: StreamLimits;
  /** The limits for addresses, users and clients. Missing values come from the configuration. */
  requestLimits?: Partial<RequestLimits>;
  /** The tools; without it, all tools of this server. */
  toolBox?: ToolBox;
  /**
   * Your own MCP server in place of the one with these tools. It is behind the same checks, and decides
   * itself who may use its tools.
   */
  createMcpServer?: ServerOptions["createMcpServer"];
}

export interface RemoteServer {
  endpoints: Endpoints;
  /** Warnings for the operator, one sentence each. */
  warnings: readonly string[];
  /** The address and port that this server listens on. A proxy uses them. */
  listensAt: string;
  /** Stops accepting connections, ends open streams, waits for current requests, and closes the store. */
  close(): Promise<void>;
}

/**
 * Listens first, and then builds the server: with port 0, the public address is known only after listening.
 *
 * @throws ConfigurationError if the credential, a key or the certificate cannot be used; StoreError if the
 * session store cannot be opened; Node's own error if the port is in use.
 */
export async function startRemoteServer(
  config: RemoteServerConfig,
  dependencies: RemoteServerDependencies,
): Promise<RemoteServer> {
  const timed = { ...dependencies, now: dependencies.now ?? (() => Date.now()) };
  const opened = await open(config, timed);
  const { store } = opened;
  const warnings = [...opened.credential.warnings, ...entraTokensWarnings(config)];
  let listener: Listener | undefined;
  try {
    listener = await openListener(config, { connectionLimits: config.connectionLimits, ...timed });
    const { publicUrl, listensAt, serve, close } = listener;
    const endpoints = endpointsAt(publicUrl);
    const { app, endStreams } = await assemble(config, timed, { ...opened, endpoints });
    serve(app);
    const closeAll = async (): Promise<void> => close(endStreams).then(async () => store.close());
    return { endpoints, listensAt, warnings, close: closeAll };
  } catch (error) {
    await listener?.close();
    await store.close();
    throw error;
  }
}

interface Opened {
  credential: ClientCredential;
  keyRing: KeyRing;
  store: Store;
}

async function open(
  config: RemoteServerConfig,
  { authority, now, store }: RemoteServerDependencies,
): Promise<Opened> {
  const credential = createClientCredential(config.credential, config.entra.authorityHost, now);
  const keyRing = await loadKeyRing(config.keys, async (key) =>
    openKeyVault(key, createAppTokens(config.entra, authority, credential)),
  );
  return { credential, keyRing, store: store ?? (await openStore(config.sessionStore, now)) };
}

/** The part that issues or checks the tokens, and the routes that use it. */
async function assemble(
  config: RemoteServerConfig,
  dependencies: RemoteServerDependencies & { now: Now },
  opened: Opened & { endpoints: Endpoints },
) {
  const { endpoints, store } = opened;
  const { toolBox, createMcpServer, now } = dependencies;
  const { streamLimits = config.streamLimits } = dependencies;
  const { logError = () => undefined } = dependencies;
  const { baseScopes, allowedOrigins, trustProxy } = config;
  const { audit, auditTrail, correlation } = assembleAudit(dependencies.audit, now);
  const shared = { endpoints, baseScopes, store, audit, correlation, logError, now };
  const assembleIssuing = config.authorizationServer === "self" ? assembleSelf : assembleEntra;
  const issuing = await assembleIssuing(config, dependencies, { ...opened, ...shared });
  // If other instances use the same store, they add up their counts there.
  const isShared = /^rediss?:/.test(config.sessionStore);
  const counts = createRequestCounts({ now, shared: isShared ? store : undefined });
  const { graphBaseUrl } = config.entra;
  const requestLimits = { ...config.requestLimits, ...dependencies.requestLimits };
  const limits = { counts, streamLimits, requestLimits };
  const outside = { allowedOrigins, trustProxy, graphBaseUrl, toolBox, createMcpServer };
  return createServer({ ...shared, ...issuing, ...limits, ...outside, auditTrail });
}

type Shared = Pick<ServerOptions, "endpoints" | "baseScopes" | "audit" | "correlation" | "logError" | "now">;

/** This server issues the tokens. */
function assembleSelf(
  config: RemoteServerConfig,
  { authority, sessionPolicy, resolveHost, documentSeconds }: RemoteServerDependencies,
  { credential, keyRing, store, ...shared }: Opened & Shared,
): Issuing {
  const authorizationServer = createAuthorizationServer({
    ...shared,
    entra: config.entra,
    authority,
    credential,
    store,
    keyRing,
    sessionPolicy,
    bounds: config.storeBounds,
    resolveHost,
    documentSeconds,
    allowLoopbackClientDocuments: config.allowLoopbackClientDocuments,
    readsClientDocuments: config.clientDocuments !== "off",
    clientDocumentHosts: config.clientDocumentHosts,
  });
  const { endpoints } = shared;
  return {
    authorizationServer,
    resource: protectBySessionTokens(authorizationServer, shared),
    authorizationServerMetadata: authorizationServerMetadata(
      endpoints,
      announcesClientDocuments(config, endpoints.issuer),
    ),
  };
}

/** Entra issues the tokens. */
async function assembleEntra(
  config: RemoteServerConfig,
  { authority, fetch }: RemoteServerDependencies,
  opened: Opened & Shared,
): Promise<Issuing> {
  const { issuer, mcp } = opened.endpoints;
  const resource = await protectByEntraTokens({ ...config, ...opened, authority, fetch });
  const names = opened.baseScopes.map((scope) => resource.nameOfScope(scope, mcp));
  return {
    authorizationServer: undefined,
    resource,
    authorizationServerMetadata: config.hasMetadataFacade
      ? metadataFacade(issuer, authority.metadata, names)
      : undefined,
  };
}

type Issuing = Pick<ServerOptions, "resource" | "authorizationServer" | "authorizationServerMetadata">;

/**
 * Every event goes to the program that starts the server, and into the list that the tool `getAuditLog`
 * reads.
 */
function assembleAudit(report: RecordAuditEvent | undefined, now: Now) {
  // defence:55-trail
  const auditTrail = createAuditTrail();
  const correlation = createCorrelation();
  const remember = createAuditLog([auditTrail.record], now);
  const audit: RecordAuditEvent = (event) => {
    const correlated = { ...event, correlation: correlation.current() };
    report?.(correlated);
    remember(correlated);
  };
  return { audit, auditTrail, correlation };
}
