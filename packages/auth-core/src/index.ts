export {
  type AccessDecision,
  type AccessPolicy,
  type AccessRule,
  createAccessPolicy,
  type Grants,
} from "./access/access-policy.ts";
export { describeTokenRefusal, type TokenRefusal } from "./access-tokens/token-refusal.ts";
export {
  type AccessTokenVerifier,
  type AccessTokenVerifierOptions,
  openAccessTokenVerifier,
  type TokenBearer,
  type TokenVerification,
} from "./access-tokens/verify-access-token.ts";
export {
  type AuditEvent,
  type AuditEventName,
  auditEventNames,
  type AuditSink,
  auditSessionId,
  createAuditLog,
  type RecordAuditEvent,
  type TimedAuditEvent,
} from "./audit/audit-log.ts";
export { type AuditTrail, createAuditTrail } from "./audit/audit-trail.ts";
export { type Correlation, createCorrelation } from "./audit/correlation.ts";
export { createLogger, type LogLevel, logLevels, logSink } from "./audit/logger.ts";
export { type OpenTelemetryOptions, openTelemetrySink } from "./audit/open-telemetry-sink.ts";
export { type BearerChallenge, bearerChallenge } from "./bearer/bearer-challenge.ts";
export {
  type BearerCheck,
  type BearerDecision,
  type BearerRequest,
  challengeOf,
  checkBearer,
  type TokenVerdict,
} from "./bearer/check-bearer.ts";
export { type CoalescedRequest, coalesceRequest } from "./coalescing/coalesced-request.ts";
export { createCoalescedRequests } from "./coalescing/coalesced-requests.ts";
export { type EntraConfig, entraVariables, readEntraConfig, toEntraConfig } from "./config/entra-config.ts";
export { loadEnvironment } from "./config/load-environment.ts";
export { isLoopbackHost } from "./config/loopback.ts";
export { type Environment, readEnvironment, type VariableHelp } from "./config/read-environment.ts";
export { trustDevelopmentCa } from "./config/trust-development-ca.ts";
export {
  type ClientCredentialConfig,
  clientCredentialVariables,
  toClientCredentialConfig,
} from "./credentials/client-credential-config.ts";
export { type ClientCredential, createClientCredential } from "./credentials/client-credential.ts";
export { type Authority, discoverAuthority } from "./entra/discover-authority.ts";
export { createAppTokens } from "./entra/app-token.ts";
export { msalAuthOptions } from "./entra/msal-auth-options.ts";
export { entraCodeIn, toAuthenticationError } from "./entra/to-authentication-error.ts";
export {
  AuthenticationError,
  ConfigurationError,
  type ErrorCode,
  GraphRequestError,
  InvalidInputError,
  McpEntraError,
  StoreError,
} from "./errors/errors.ts";
export { messageOf, systemCodeOf } from "./errors/error-facts.ts";
export { describeFatalError } from "./errors/describe-fatal-error.ts";
export { callGraph } from "./graph/call-graph.ts";
export {
  type DirectoryPage,
  directoryPageSchema,
  type DirectoryPosition,
  largestPage,
  listDirectoryUsers,
} from "./graph/directory-users.ts";
export { createGraphClient, type GraphAccess, type TokenRequest } from "./graph/graph-client.ts";
export { createProfileCache, type ProfileCache } from "./graph/profile-cache.ts";
export { longestBody, longestSubject, type MailToSelf, sendMailToSelf } from "./graph/send-mail-to-self.ts";
export { getUserDetails } from "./graph/user-details.ts";
export { type UserDetails, userDetailsSchema } from "./graph/user-details-schema.ts";
export { endProcess } from "./process/end-process.ts";
export { type AuthenticStore, createAuthenticatingStore } from "./storage/authenticating-store.ts";
export { createEncryptingStore } from "./storage/encrypting-store.ts";
export { createKey, type KeyRing } from "./storage/key-ring.ts";
export { type KeySource, loadKeyRing } from "./storage/load-key-ring.ts";
export type { KeyVault } from "./storage/key-vault.ts";
export { openKeyVault } from "./storage/open-key-vault.ts";
export { type KeyRotation, rotateKeys } from "./storage/rotate-keys.ts";
export { createMemoryStore } from "./storage/memory-store.ts";
export { openStore } from "./storage/open-store.ts";
export { describeStoreLocation, isStoreLocation } from "./storage/store-location.ts";
export { seal, type SealingKey, toSealingKey, unseal } from "./storage/seal.ts";
export { createSqliteStore } from "./storage/sqlite-store.ts";
export type { Now, SealedStore, Store, StoredRecord, UpdatableStore } from "./storage/store.ts";
export {
  createOpaqueToken,
  fingerprint,
  fingerprintMatches,
  hashToken,
  tokenMatches,
} from "./tokens/opaque-token.ts";
