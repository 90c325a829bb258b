import {
  type AuthenticStore,
  type Authority,
  type ClientCredential,
  type Correlation,
  type EntraConfig,
  type KeyRing,
  type Now,
  type RecordAuditEvent,
  type Store,
  type UpdatableStore,
} from "@mcp-entra/auth-core";
import {
  type ClientDocuments,
  createClientDocuments,
  noClientDocuments,
} from "./clients/client-id-metadata/client-documents.ts";
import { resolveByDns, type ResolveHost } from "./clients/client-id-metadata/resolve-host.ts";
import { type ClientRegistry, createClientRegistry, unusedSeconds } from "./clients/client-registry.ts";
import { createApprovals } from "./consent/approvals.ts";
import { consentSeconds, createPendingConsents } from "./consent/pending-consents.ts";
import { createToolQuestions, type ToolQuestions } from "./consent/tool-questions.ts";
import { createClaimsDemands } from "./entra/claims-demands.ts";
import { createEntraConfidentialClient } from "./entra/entra-confidential-client.ts";
import { createEntraTokenStore } from "./entra/entra-token-store.ts";
import { EntraIdServerAuthProvider } from "./entra-id-server-auth-provider.ts";
import { type ConsentReview, createConsentReview } from "./review/consent-review.ts";
import { protectRecords } from "./protect-records.ts";
import { createReviewVisits } from "./review/review-visits.ts";
import type { Endpoints } from "./rules/endpoints.ts";
import { createPlaces, type Places, withPlaces } from "./rules/places.ts";
import { createAuthorizationCodes } from "./sessions/authorization-codes.ts";
import { createSessionEndings, type SessionEndings } from "./sessions/session-endings.ts";
import { createSessionLifecycle } from "./sessions/session-lifecycle.ts";
import { defaultSessionPolicy, type SessionPolicy } from "./sessions/session.ts";
import { createSessions, type Sessions } from "./sessions/sessions.ts";
import { createPendingReviews, createPendingSignIns, signInSeconds } from "./sign-in/pending-sign-ins.ts";
import { createSignInFlow } from "./sign-in/sign-in-flow.ts";

/** How many records the store may have that people without a sign-in can cause. */
export interface StoreBounds {
  /** Clients that no user has signed in with. */
  unusedClients: number;
  /** Open questions; and the same number of sign-ins at Entra, for clients and for reviews separately. */
  pending: number;
}

export interface AuthorizationServerOptions {
  endpoints: Endpoints;
  entra: EntraConfig;
  /** The tenant's discovery document. */
  authority: Authority;
  /** How this server proves its identity to Entra. */
  credential: ClientCredential;
  /** Trusted only to be available; see `protectRecords`. */
  store: Store;
  keyRing: KeyRing;
  sessionPolicy?: SessionPolicy | undefined;
  bounds: StoreBounds;
  /** DEVELOPMENT ONLY: clients' metadata documents may be on this machine. */
  allowLoopbackClientDocuments: boolean;
  readsClientDocuments: boolean;
  /** The only hosts that they are fetched from; undefined: any. */
  clientDocumentHosts?: readonly string[] | undefined;
  /** The scopes of a client that asks for none. */
  baseScopes: readonly string[];
  /** In place of DNS, for the hosts of client metadata documents. */
  resolveHost?: ResolveHost | undefined;
  /** How long such a document may take. */
  documentSeconds?: number | undefined;
  audit: RecordAuditEvent;
  correlation: Correlation;
  /** For errors that are our bugs, or the store's. */
  logError: (error: unknown) => void;
  now: Now;
}

/** The parts that the routes use. */
export interface AuthorizationServer {
  provider: EntraIdServerAuthProvider;
  clients: ClientRegistry;
  review: ConsentReview;
  sessions: Sessions;
  endings: SessionEndings;
  questions: ToolQuestions;
}

/**
 * Builds the parts, from the lowest layer to the highest. Each part gets what it needs, and does not know the
 * parts above it.
 */
export function createAuthorizationServer(options: AuthorizationServerOptions): AuthorizationServer {
  const { endpoints, baseScopes, authority, credential, audit, correlation, logError, now } = options;
  const { sessionPolicy = defaultSessionPolicy } = options;
  const { issuer, mcp: audience, callback: redirectUri } = endpoints;
  const { sealed, authentic } = protectRecords(options);
  const told = { audit, correlation };

  // Entra, and the known clients.
  const entraTokenStore = createEntraTokenStore(sealed);
  const confidentialClient = { entra: options.entra, authority, credential, redirectUri };
  const entra = createEntraConfidentialClient({ ...confidentialClient, entraTokenStore, now });
  const { places, ...bounded } = boundStrangers(sealed, authentic, options.bounds);
  const documents = clientDocuments(options);
  const clients = createClientRegistry(authentic, { audit, now, documents, places });

  // The questions to users, at the sign-in and before a tool acts, and what users have approved.
  const questions = createToolQuestions(authentic, now, issuer);
  const consents = createPendingConsents(bounded.consents, issuer);
  const { tenantId } = options.entra;
  const approvals = createApprovals(sealed, { tenantId, sessionSeconds: sessionPolicy.sessionSeconds, now });

  // From our code to a session, and to the end of the session.
  const codes = createAuthorizationCodes(sealed);
  const sessions = createSessions(authentic, sessionPolicy, now);
  const endings = createSessionEndings();
  const kept = { codes, sessions, entraTokenStore };
  const claimsDemands = createClaimsDemands(sealed, { tenantId });
  const lifecycleParts = { ...kept, entra, approvals, claimsDemands, endings };
  const sessionLifecycle = createSessionLifecycle({ ...lifecycleParts, ...told });

  // There are two reasons to send a user to Entra: a client wants to act for them, or they want to see their
  // approvals.
  const pendingSignIns = createPendingSignIns(bounded.signIns, issuer);
  const answered = { issuer, audience, codes, approvals, clients };
  const signInFlow = createSignInFlow({
    ...answered,
    entra,
    entraTokenStore,
    claimsDemands,
    pendingSignIns,
    sessionLifecycle,
    ...told,
    logError,
  });
  const pendingReviews = createPendingReviews(bounded.reviews, issuer);
  const visits = createReviewVisits(sealed, { issuer });
  const shown = { approvals, sessions, visits, entra };
  const review = createConsentReview({ ...shown, pendingReviews, sessionLifecycle, audit });

  const flow = { consents, signInFlow, sessions, sessionLifecycle };
  const provider = new EntraIdServerAuthProvider({ endpoints, baseScopes, clients, ...flow, ...told });
  return { provider, clients, review, sessions, endings, questions };
}

function clientDocuments({
  readsClientDocuments,
  allowLoopbackClientDocuments: allowLoopback,
  clientDocumentHosts: allowedHosts,
  resolveHost = resolveByDns,
  documentSeconds: fetchSeconds,
  audit,
  now,
}: AuthorizationServerOptions): ClientDocuments {
  return readsClientDocuments
    ? createClientDocuments({ audit, now, allowLoopback, allowedHosts, resolveHost, fetchSeconds })
    : noClientDocuments;
}

/** Stores for records that anybody can cause, each with a limit. */
function boundStrangers(
  sealed: UpdatableStore,
  authentic: AuthenticStore,
  { pending, unusedClients }: StoreBounds,
) {
  const placesFor = (kind: string, count: number, ttlSeconds: number): Places =>
    createPlaces(authentic, { kind, count, ttlSeconds });
  return {
    places: placesFor("client", unusedClients, unusedSeconds),
    consents: withPlaces(sealed, placesFor("consent", pending, consentSeconds)),
    signIns: withPlaces(sealed, placesFor("sign-in", pending, signInSeconds)),
    reviews: withPlaces(sealed, placesFor("review", pending, signInSeconds)),
  };
}
