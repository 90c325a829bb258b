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

/** How many records strangers may have in the store, all of them together. */
export interface StoreBounds {
  /** Clients that no user has signed in with. */
  unusedClients: number;
  /** Questions that wait for an answer; and as many sign-ins that are at Entra, for clients and for reviews each. */
  pending: number;
}

export interface AuthorizationServerOptions {
  endpoints: Endpoints;
  entra: EntraConfig;
  /** The tenant's discovery document. */
  authority: Authority;
  /** How this server proves to Entra that it is itself. */
  credential: ClientCredential;
  /** Trusted with nothing but being there; see `protectRecords`. */
  store: Store;
  keyRing: KeyRing;
  sessionPolicy?: SessionPolicy | undefined;
  bounds: StoreBounds;
  /** DEVELOPMENT ONLY: clients' metadata documents may be on this machine. */
  allowLoopbackClientDocuments: boolean;
  readsClientDocuments: boolean;
  /** The only hosts that these are fetched from; undefined: any. */
  clientDocumentHosts?: readonly string[] | undefined;
  /** What a client gets that asks for nothing. */
  baseScopes: readonly string[];
  /** In place of DNS, for the hosts of client metadata documents. */
  resolveHost?: ResolveHost | undefined;
  audit: RecordAuditEvent;
  correlation: Correlation;
  /** For errors that are bugs of ours, or of the store. */
  logError: (error: unknown) => void;
  now: Now;
}

/** What the routes are built on. */
export interface AuthorizationServer {
  provider: EntraIdServerAuthProvider;
  clients: ClientRegistry;
  review: ConsentReview;
  sessions: Sessions;
  endings: SessionEndings;
  questions: ToolQuestions;
}

/** Builds the parts from the ground up. Each is given what it needs, and knows nothing of those above it. */
export function createAuthorizationServer(options: AuthorizationServerOptions): AuthorizationServer {
  const { endpoints, baseScopes, authority, credential, audit, correlation, logError, now } = options;
  const { sessionPolicy = defaultSessionPolicy } = options;
  const { issuer, mcp: audience, callback: redirectUri } = endpoints;
  const { sealed, authentic } = protectRecords(options);
  const told = { audit, correlation };

  // Entra, and the clients that may ask.
  const entraTokenStore = createEntraTokenStore(sealed);
  const confidentialClient = { entra: options.entra, authority, credential, redirectUri };
  const entra = createEntraConfidentialClient({ ...confidentialClient, entraTokenStore, now });
  const { places, ...bounded } = boundStrangers(sealed, authentic, options.bounds);
  const documents = clientDocuments(options);
  const clients = createClientRegistry(authentic, { audit, now, documents, places });

  // What users are asked, at the sign-in and before a tool does something, and what they have approved.
  const questions = createToolQuestions(authentic, now, issuer);
  const consents = createPendingConsents(bounded.consents, issuer);
  const { tenantId } = options.entra;
  const approvals = createApprovals(sealed, { tenantId, sessionSeconds: sessionPolicy.sessionSeconds, now });

  // From a code of ours to a session, and to its end.
  const codes = createAuthorizationCodes(sealed);
  const sessions = createSessions(authentic, sessionPolicy, now);
  const endings = createSessionEndings();
  const kept = { codes, sessions, entraTokenStore };
  const claimsDemands = createClaimsDemands(sealed, { tenantId });
  const lifecycleParts = { ...kept, entra, approvals, claimsDemands, endings };
  const sessionLifecycle = createSessionLifecycle({ ...lifecycleParts, ...told });

  // The two reasons to send a user to Entra: a client that wants to act for them, and their own wish to see which ones may.
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
  audit,
  now,
}: AuthorizationServerOptions): ClientDocuments {
  return readsClientDocuments
    ? createClientDocuments({ audit, now, allowLoopback, allowedHosts, resolveHost })
    : noClientDocuments;
}

/** Stores of what anybody can make the server keep, each with room for so much. */
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
