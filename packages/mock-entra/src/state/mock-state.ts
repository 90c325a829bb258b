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

/** What is the mock's own, whatever the tenant. */
interface SharedState {
  clock: Clock;
  random: () => number;
  trace: Trace;
  federatedIssuers: FederatedIssuers;
  faults: FaultStore;
  /** By `appId`. */
  lifetimes: Map<string, Lifetimes>;
  refreshTokenRotations: RefreshTokenRotations;
}

/** Everything that one tenant remembers, and what is shared. In-process handlers and served ports share it. */
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
  /** The `sessionId` behind each access token for an API of one's own, by `uti`. */
  accessTokenSessions: BoundedMap<string>;
  /** The access tokens that Graph still honours, by `uti`. */
  liveAccessTokens: BoundedMap<true>;
  /** Another tenant beside this one, which then has none itself. */
  secondTenant: MockState | undefined;
  /** Of this tenant, of the other one, and of what they share. */
  reset(): void;
}

export interface StateOptions {
  /** Where time comes from; `Date` when left out. */
  now?: () => Date;
  /** The content of a directory file, in place of the seed: what the mock starts with, and what `reset` brings back. */
  directory?: unknown;
  /** A number in [0, 1), drawn for the lifetime of each access token; `Math.random` when left out. */
  random?: () => number;
  /**
   * Applications may have an App ID URI on this machine, such as `http://localhost:3001/mcp`, and the seed's API has that one. For
   * MCP clients offline, which send the server's address as `resource`. Entra never allows it.
   */
  allowLoopbackIdentifierUris?: boolean;
  /** What becomes of used refresh tokens, in applications that `setRefreshTokenRotation` says nothing about: `entra`. */
  refreshTokenRotation?: RefreshTokenRotation;
}

export function createState(options: StateOptions = {}): MockState & { secondTenant: MockState } {
  const clock = createClock(options.now);
  const shared: SharedState = {
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
  const secondTenant = createTenantState(shared, createDirectory(createSecondTenantData), secondTenantKey);
  const directory = createDirectory(startData, allowsLoopback);
  const home = createTenantState(shared, directory, firstSigningKey);
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
