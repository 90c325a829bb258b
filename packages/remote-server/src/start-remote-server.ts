import {
  type Authority,
  type ClientCredential,
  createAppTokens,
  createAuditLog,
  createAuditTrail,
  createAuthenticatingStore,
  createCorrelation,
  createClientCredential,
  createEncryptingStore,
  type KeyRing,
  loadKeyRing,
  type Now,
  openKeyVault,
  openStore,
  type RecordAuditEvent,
  type SealedStore,
  type Store,
} from "@mcp-entra/auth-core";
import { createAuthorizationCodes } from "./auth/sessions/authorization-codes.ts";
import { createClientDocuments } from "./auth/clients/client-id-metadata/client-documents.ts";
import { resolveByDns, type ResolveHost } from "./auth/clients/client-id-metadata/resolve-host.ts";
import { type ClientRegistry, createClientRegistry } from "./auth/clients/client-registry.ts";
import { type Approvals, createApprovals } from "./auth/consent/approvals.ts";
import { createConsentReview } from "./auth/review/consent-review.ts";
import { createReviewVisits } from "./auth/review/review-visits.ts";
import { type Endpoints, endpointsAt } from "./auth/rules/endpoints.ts";
import { createEntraConfidentialClient } from "./auth/entra/entra-confidential-client.ts";
import { EntraIdServerAuthProvider } from "./auth/entra-id-server-auth-provider.ts";
import { createPendingConsents } from "./auth/consent/pending-consents.ts";
import { createPendingReviews, createPendingSignIns } from "./auth/sign-in/pending-sign-ins.ts";
import { createSessionEndings } from "./auth/sessions/session-endings.ts";
import { createSessionLifecycle, type SessionLifecycle } from "./auth/sessions/session-lifecycle.ts";
import { defaultSessionPolicy, type SessionPolicy } from "./auth/sessions/session.ts";
import { createSessions, type Sessions } from "./auth/sessions/sessions.ts";
import { createSignInFlow, type SignInFlowParts } from "./auth/sign-in/sign-in-flow.ts";
import { createEntraTokenStore, type EntraTokenStore } from "./auth/entra/entra-token-store.ts";
import type { RemoteServerConfig } from "./config.ts";
import { type Listener, type ListenerOptions, openListener } from "./listener/listener.ts";
import { defaultRequestLimits, type RequestLimits } from "./http/rate-limits.ts";
import { createRequestCounts } from "./http/request-counts.ts";
import { createServer } from "./server.ts";
import type { ToolBox } from "./tools/tool-box.ts";
import { defaultStreamLimits, type StreamLimits } from "./transport/stream-limits.ts";

export interface RemoteServerDependencies extends Omit<ListenerOptions, "now"> {
  /** The tenant's discovery document, as `discoverAuthority` returns it. */
  authority: Authority;
  audit?: RecordAuditEvent;
  logError?: (error: unknown) => void;
  sessionPolicy?: SessionPolicy;
  now?: Now;
  /** In place of the one that the configuration names. Closed with the server. */
  store?: Store;
  /** In place of DNS, for the hosts of client metadata documents. */
  resolveHost?: ResolveHost;
  streamLimits?: StreamLimits;
  /** How often addresses, users and clients may come. */
  requestLimits?: RequestLimits;
  /** What is offered; all of this server's tools unless given. */
  toolBox?: ToolBox;
}

export interface RemoteServer {
  endpoints: Endpoints;
  /** What the operator should know, a sentence each. */
  warnings: readonly string[];
  /** The address and port that were bound: where a proxy reaches this server. */
  listensAt: string;
  /** Stops accepting, ends open streams, lets requests finish, closes the store. */
  close(): Promise<void>;
}

/**
 * Listens first and builds the server second: with port 0 the public address is known only then.
 *
 * @throws ConfigurationError when the credential, a key or the certificate cannot be used; StoreError when the session store cannot
 * be opened; Node's own error when the port is taken.
 */
export async function startRemoteServer(
  config: RemoteServerConfig,
  dependencies: RemoteServerDependencies,
): Promise<RemoteServer> {
  const { now = () => Date.now() } = dependencies;
  const opened = await open(config, { ...dependencies, now });
  const { store } = opened;
  const { warnings } = opened.credential;
  let listener: Listener | undefined;
  try {
    listener = await openListener(config, { ...dependencies, now });
    const { publicUrl, listensAt, serve, close } = listener;
    const endpoints = endpointsAt(publicUrl);
    const { app, endStreams } = assemble(config, dependencies, { ...opened, endpoints });
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

/** Builds the parts and hands each the ones that it needs. */
function assemble(
  config: RemoteServerConfig,
  {
    authority,
    sessionPolicy = defaultSessionPolicy,
    now = () => Date.now(),
    resolveHost = resolveByDns,
    streamLimits = defaultStreamLimits,
    requestLimits = defaultRequestLimits,
    ...reporting
  }: RemoteServerDependencies,
  { endpoints, store, credential, keyRing }: Opened & { endpoints: Endpoints },
) {
  const { audit, auditTrail, correlation } = assembleAudit(reporting.audit, now);
  const logError = reporting.logError ?? (() => undefined);
  const { sealed, authentic } = protectRecords(store, keyRing, audit);
  const entraTokenStore = createEntraTokenStore(sealed);
  const codes = createAuthorizationCodes(sealed);
  const sessions = createSessions(authentic, sessionPolicy, now);
  const kept = { entraTokenStore, codes, sessions };
  const endings = createSessionEndings();
  const entra = createEntraConfidentialClient({
    entra: config.entra,
    authority,
    credential,
    redirectUri: endpoints.callback,
    entraTokenStore,
    now,
  });
  const { allowLoopbackClientDocuments: allowLoopback } = config;
  const documents = createClientDocuments({ audit, now, allowLoopback, resolveHost });
  const clients = createClientRegistry(authentic, { audit, now, documents });
  const approvals = createApprovals(sealed, { ...sessionPolicy, tenantId: config.entra.tenantId, now });
  const shared = { endpoints, entra, ...kept, approvals, endings, clients, audit, correlation, logError };
  const sessionLifecycle = createSessionLifecycle({ ...shared, audience: endpoints.mcp });
  const signIn = assembleSignIn(sealed, { ...shared, sessionLifecycle });
  const { graphBaseUrl } = config.entra;
  const { allowedOrigins, trustProxy } = config;
  const { toolBox } = reporting;
  // A store that other instances use as well is where their counts come together.
  const counts = createRequestCounts({
    now,
    shared: /^rediss?:/.test(config.sessionStore) ? store : undefined,
  });
  const limits = { streamLimits, requestLimits, counts };
  const outside = { ...limits, allowedOrigins, trustProxy, graphBaseUrl, toolBox, now };
  return createServer({ ...shared, ...signIn, ...outside, store, auditTrail });
}

/**
 * Two layers over the same store, so that it is trusted with nothing but being there: whatever contains a secret is encrypted, and
 * whatever decides something without containing one is vouched for. Only counts lie there as they are.
 */
function protectRecords(store: Store, keyRing: KeyRing, audit: RecordAuditEvent) {
  const onRefused = ({ kind, reason }: { kind: string; reason: string }): void =>
    audit({ event: "record_refused", outcome: "failure", reason: `${kind} record: ${reason}` });
  const sealed = createEncryptingStore(store, keyRing, onRefused);
  // defence:45 Else whoever can write to the database could give any session roles, or a token of their own.
  const authentic = createAuthenticatingStore(store, keyRing, onRefused);
  return { sealed, authentic };
}

/** Every event goes to whoever starts the server, and into the short memory that the tool `getAuditLog` reads. */
function assembleAudit(report: RecordAuditEvent | undefined, now: Now) {
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

interface SignInParts extends Omit<
  SignInFlowParts,
  "issuer" | "audience" | "approvals" | "pendingSignIns" | "sessionLifecycle"
> {
  endpoints: Endpoints;
  clients: ClientRegistry;
  approvals: Approvals;
  sessions: Sessions;
  entraTokenStore: EntraTokenStore;
  sessionLifecycle: SessionLifecycle;
}

/** The two reasons to send somebody to Entra: a client that wants to act for them, and their own wish to see which ones may. */
function assembleSignIn(sealed: SealedStore, parts: SignInParts) {
  const { endpoints } = parts;
  const signInFlow = createSignInFlow({
    ...parts,
    issuer: endpoints.issuer,
    audience: endpoints.mcp,
    pendingSignIns: createPendingSignIns(sealed),
  });
  const review = createConsentReview({
    ...parts,
    pendingReviews: createPendingReviews(sealed),
    visits: createReviewVisits(sealed),
  });
  const consents = createPendingConsents(sealed);
  return { provider: new EntraIdServerAuthProvider({ ...parts, consents, signInFlow }), review };
}
