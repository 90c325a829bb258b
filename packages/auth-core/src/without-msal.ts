/**
 * What a program needs to read its configuration, to find Entra and to write messages. It does not load MSAL,
 * the Graph client or a store, which take long to load. The package's main entry has all of this, too.
 */
export { describeTokenRefusal, type TokenRefusal } from "./access-tokens/token-refusal.ts";
export {
  type AccessTokenVerifier,
  type AccessTokenVerifierOptions,
  openAccessTokenVerifier,
  type TokenBearer,
  type TokenVerification,
} from "./access-tokens/verify-access-token.ts";
export { createAuditLog, type RecordAuditEvent } from "./audit/audit-log.ts";
export { createLogger, type LogLevel, logLevels, logSink } from "./audit/logger.ts";
export type { OpenTelemetryOptions } from "./audit/open-telemetry-sink.ts";
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
export { type EntraConfig, entraVariables, toEntraConfig } from "./config/entra-config.ts";
export { isLoopbackHost } from "./config/loopback.ts";
export { loadEnvironment } from "./config/load-environment.ts";
export { type Environment, readEnvironment, type VariableHelp } from "./config/read-environment.ts";
export { trustDevelopmentCa } from "./config/trust-development-ca.ts";
export {
  type ClientCredentialConfig,
  clientCredentialVariables,
  toClientCredentialConfig,
} from "./credentials/client-credential-config.ts";
export { type Authority, discoverAuthority } from "./entra/discover-authority.ts";
export { messageOf, systemCodeOf } from "./errors/error-facts.ts";
export { AuthenticationError, ConfigurationError, McpEntraError, StoreError } from "./errors/errors.ts";
export { describeFatalError } from "./errors/describe-fatal-error.ts";
export { endProcess } from "./process/end-process.ts";
export type { KeySource } from "./storage/load-key-ring.ts";
export { seal, type SealingKey, toSealingKey, unseal } from "./storage/seal.ts";
export { describeStoreLocation, isStoreLocation } from "./storage/store-location.ts";
