import { createFaultStore, type FaultStore } from "../control/fault-store.ts";
import { createFederatedIssuers, type FederatedIssuers } from "../credentials/federated-issuers.ts";
import { createDirectory, type Directory } from "../directory/directory.ts";
import { createSecondTenantData } from "../directory/second-tenant.ts";
import { startDirectory } from "../directory-file/start-directory.ts";
import { firstSigningKey, secondTenantKey, type SigningKey } from "../tokens/signing-key.ts";
import { createSigningKeys, type SigningKeys } from "../tokens/signing-keys.ts";
import { createTrace, type Trace } from "../trace/trace.ts";
import { type BoundedMap, createBoundedMap } from "./bounded-map.ts";
import { type Clock, createClock } from "./clock.ts";
import type { Lifetimes } from "./lifetimes.ts";
import type {
  AuthorizationCode,
  BrowserSession,
  DeviceAuthorization,
  Interaction,
  RefreshToken,
  SignInFacts,
} from "./records.ts";

import {
  createRefreshTokenRotations,
  type RefreshTokenRotation,
  type RefreshTokenRotations,
} from "./refresh-token-rotation.ts";
import { createSentMails, type SentMails } from "./sent-mail.ts";

/** The mock's state that does not belong to a tenant. */
interface SharedState {
  clock: Clock;
  random: () => number;
  trace: Trace;
  federatedIssuers: FederatedIssuers;
  faults: FaultStore;
  /** By `appId`. */
  lifetimes: Map<string, Lifetimes>;
  refreshTokenRotations: RefreshTokenRotations;
  /** All of them, the first one first. */
  tenants: readonly MockState[];
}

/** The state of one tenant, and the shared state. In-process handlers and served ports use the same state. */
export interface MockState extends SharedState {
  directory: Directory;
  signingKeys: SigningKeys;
  authorizationCodes: BoundedMap<AuthorizationCode>;
  refreshTokens: BoundedMap<RefreshToken>;
  deviceAuthorizations: BoundedMap<DeviceAuthorization>;
  sessions: BoundedMap<BrowserSession>;
  interactions: BoundedMap<Interaction>;
  sentMail: SentMails;
  /** By `sessionId`. */
  signIns: BoundedMap<SignInFacts>;
  /** The `sessionId` of each access token for an own API, by `uti`. */
  accessTokenSessions: BoundedMap<string>;
  /** The access tokens that Graph still accepts, by `uti`. */
  liveAccessTokens: BoundedMap<true>;
  /** Another tenant. That tenant has no further one. */
  secondTenant: MockState | undefined;
  /** Resets this tenant, the other one, and the shared state. */
  reset(): void;
}

export interface StateOptions {
  /** The clock; by default `Date`. */
  now?: () => Date;
  /** The content of a directory file, in place of the seed: for the start and for `reset`. */
  directory?: unknown;
  /** Returns a random number in [0, 1) for the lifetime of each access token; by default `Math.random`. */
  random?: () => number;
  /**
   * Applications may have an App ID URI on this machine, such as `http://localhost:3001/mcp`, and the seed's API has that one. For
   * MCP clients offline, which send the server's address as `resource`. Entra never allows it.
   */
  allowLoopbackIdentifierUris?: boolean;
  /**
   * How used refresh tokens are treated, by default `entra`. `setRefreshTokenRotation` changes it for one
   * application.
   */
  refreshTokenRotation?: RefreshTokenRotation;
}

export function createState(options: StateOptions = {}): MockState & { secondTenant: MockState } {
  const clock = createClock(options.now);
  const tenants: MockState[] = [];
  const shared: SharedState = {
    tenants,
    clock,
    random: options.random ?? Math.random,
    trace: createTrace(),
    federatedIssuers: createFederatedIssuers(clock),
    faults: createFaultStore(),
    lifetimes: new Map(),
    refreshTokenRotations: createRefreshTokenRotations(options.refreshTokenRotation),
  };
  const allowsLoopback = options.allowLoopbackIdentifierUris ?? false;
  const startData = startDirectory(options.directory, allowsLoopback);
  const registeredElsewhere = (asking: Directory) =>
    tenants.flatMap(({ directory }) => (directory === asking ? [] : directory.applications));
  const secondTenant = createTenantState(
    shared,
    createDirectory({ startData: createSecondTenantData, registeredElsewhere }),
    secondTenantKey,
  );
  const directory = createDirectory({
    startData,
    allowsLoopbackIdentifierUris: allowsLoopback,
    registeredElsewhere,
  });
  const home = createTenantState(shared, directory, firstSigningKey);
  tenants.push(home, secondTenant);
  return Object.assign(home, { secondTenant });
}

function createTenantState(shared: SharedState, directory: Directory, firstKey: SigningKey): MockState {
  const state: MockState = {
    ...shared,
    directory,
    signingKeys: createSigningKeys(firstKey),
    authorizationCodes: createBoundedMap(),
    refreshTokens: createBoundedMap(),
    deviceAuthorizations: createBoundedMap(),
    sessions: createBoundedMap(),
    interactions: createBoundedMap(),
    sentMail: createSentMails(),
    signIns: createBoundedMap(),
    accessTokenSessions: createBoundedMap(),
    liveAccessTokens: createBoundedMap(),
    secondTenant: undefined,
    reset: () => {
      resetShared(shared);
      directory.reset();
      state.signingKeys.reset();
      for (const map of storesOf(state)) map.clear();
      state.secondTenant?.reset();
    },
  };
  return state;
}

function resetShared(shared: SharedState): void {
  shared.clock.reset();
  shared.trace.clear();
  shared.federatedIssuers.reset();
  shared.faults.clear();
  shared.lifetimes.clear();
  shared.refreshTokenRotations.reset();
}

function storesOf(state: MockState) {
  return [
    state.authorizationCodes,
    state.refreshTokens,
    state.deviceAuthorizations,
    state.sessions,
    state.interactions,
    state.signIns,
    state.sentMail,
    state.accessTokenSessions,
    state.liveAccessTokens,
  ];
}
