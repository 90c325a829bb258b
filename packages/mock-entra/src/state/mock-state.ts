import type { FaultStore } from "../control/fault-store.ts";
import type { FederatedIssuers } from "../credentials/federated-issuers.ts";
import type { Directory } from "../directory/directory.ts";
import type { SigningKeys } from "../tokens/signing-keys.ts";
import type { Trace } from "../trace/trace.ts";
import type { BoundedMap } from "./bounded-map.ts";
import type { Clock } from "./clock.ts";
import type { Lifetimes } from "./lifetimes.ts";
import type {
  AuthorizationCode,
  BrowserSession,
  DeviceAuthorization,
  Interaction,
  RefreshToken,
  SignInFacts,
} from "./records.ts";
import type { RefreshTokenRotations } from "./refresh-token-rotation.ts";
import type { SentMails } from "./sent-mail.ts";

/** The mock's state that does not belong to a tenant. */
export interface SharedState {
  clock: Clock;
  random: () => number;
  trace: Trace;
  federatedIssuers: FederatedIssuers;
  faults: FaultStore;
  /** By `appId`. */
  lifetimes: Map<string, Lifetimes>;
  refreshTokenRotations: RefreshTokenRotations;
  sentMail: SentMails;
  /** All organizations: the first, the second, then the further ones. */
  tenants: readonly MockState[];
  /** By ID or domain; also the tenant of personal accounts, which is no organization. */
  findTenant(name: string): MockState | undefined;
  authorizationCodes: BoundedMap<AuthorizationCode>;
  refreshTokens: BoundedMap<RefreshToken>;
  deviceAuthorizations: BoundedMap<DeviceAuthorization>;
  /** By the value of the browser's cookie. */
  sessions: BoundedMap<BrowserSession>;
  /** By `sessionId`. */
  signIns: BoundedMap<SignInFacts>;
}

/** The state of one tenant, and the shared state. In-process handlers and served ports use the same state. */
export interface MockState extends SharedState {
  directory: Directory;
  /** The first tenant's keys also sign the tokens of the further tenants. */
  signingKeys: SigningKeys;
  interactions: BoundedMap<Interaction>;
  /** The `sessionId` of each access token for an own API, by `uti`. */
  accessTokenSessions: BoundedMap<string>;
  /** The access tokens that Graph still accepts, by `uti`. */
  liveAccessTokens: BoundedMap<true>;
}
