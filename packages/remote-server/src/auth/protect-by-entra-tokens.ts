import {
  type Authority,
  type ClientCredential,
  type EntraConfig,
  type KeyRing,
  type Now,
  openAccessTokenVerifier,
  type RecordAuditEvent,
  type Store,
} from "@mcp-entra/auth-core";
import { createToolQuestions } from "./consent/tool-questions.ts";
import { noUserSignedIn } from "./entra-tokens/on-behalf-of-refusal.ts";
import { createOnBehalfOf } from "./entra-tokens/on-behalf-of.ts";
import { verifyEntraToken } from "./entra-tokens/verify-entra-tokens.ts";
import { protectRecords } from "./protect-records.ts";
import type { ProtectedResource } from "./protected-resource.ts";
import type { CallerSession } from "./rules/caller-session.ts";
import type { Endpoints } from "./rules/endpoints.ts";
import { createPlaces, withPlaces } from "./rules/places.ts";
import { exposedName } from "./rules/scopes.ts";
import { createSessionEndings } from "./sessions/session-endings.ts";

export interface EntraTokensOptions {
  endpoints: Endpoints;
  entra: EntraConfig;
  authority: Authority;
  /** How this server proves its identity to Entra when it acts on behalf of a user. */
  credential: ClientCredential;
  allowedClients: readonly string[];
  allowsApplications: boolean;
  hasMetadataFacade: boolean;
  identifierUri: string | undefined;
  store: Store;
  keyRing: KeyRing;
  /** For how many callers' tokens a token for Graph is kept. */
  keptTokens: number;
  audit: RecordAuditEvent;
  now: Now;
  fetch?: typeof globalThis.fetch | undefined;
}

/** Longer than the lifetime of any token of Entra. */
const longestTokenSeconds = 28 * 60 * 60;

/**
 * Protects tools with tokens that Entra issues for this server: it is a protected resource, and not an
 * authorization server.
 *
 * @throws ConfigurationError if Entra's keys cannot be fetched.
 */
export async function protectByEntraTokens(options: EntraTokensOptions): Promise<ProtectedResource> {
  const { endpoints, authority, allowedClients, identifierUri, audit, now } = options;
  const verifier = await openAccessTokenVerifier(options);
  const { sealed, authentic } = protectRecords(options);
  const places = createPlaces(authentic, {
    kind: "on-behalf",
    count: options.keptTokens,
    ttlSeconds: longestTokenSeconds,
  });
  const onBehalfOf = createOnBehalfOf({ ...options, store: withPlaces(sealed, places) });
  const endings = createSessionEndings();
  // Separate from the sessions: the object that describes a caller in a log or an error must not contain the
  // token.
  const assertions = new WeakMap<CallerSession, string>();

  return {
    verifyToken: async (token) =>
      verifyEntraToken(token, { verifier, audit }, (session, assertion, { kind }) => {
        if (kind === "user") assertions.set(session, assertion);
      }),
    isSessionAlive: async ({ endsAt }) => endsAt > now(),
    access: {
      entraAccessToken: async (session, how) => {
        const assertion = assertions.get(session);
        if (assertion === undefined) throw noUserSignedIn();
        return onBehalfOf.graphToken(session, assertion, how);
      },
      endSession: async (session) => {
        await onBehalfOf.forget(session);
        endings.announce(session.id);
      },
    },
    endings,
    questions: createToolQuestions(authentic, now, endpoints.issuer),
    // The operator has listed them, so no unknown caller chose these ids.
    clients: { nameOf: async (clientId) => (allowedClients.includes(clientId) ? clientId : undefined) },
    authorizationServer: options.hasMetadataFacade ? endpoints.issuer : authority.issuer,
    // The full name: Entra takes a short name for a scope of Graph (AADSTS650053).
    nameOfScope: (scope, resource) => `${identifierUri ?? resource}/${exposedName(scope)}`,
    tellsClaims: true,
  };
}
