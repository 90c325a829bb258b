import { createFaultStore, type FaultStore } from "../control/fault-store.ts";
import { createFederatedIssuers, type FederatedIssuers } from "../credentials/federated-issuers.ts";
import { createDirectory, type Directory } from "../directory/directory.ts";
import { startDirectory } from "../directory-file/start-directory.ts";
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

/** Everything one mock remembers. In-process handlers and served ports share it. */
export interface MockState {
  directory: Directory;
  clock: Clock;
  random: () => number;
  trace: Trace;
  signingKeys: SigningKeys;
  federatedIssuers: FederatedIssuers;
  faults: FaultStore;
  /** By `appId`. */
  lifetimes: Map<string, Lifetimes>;
  authorizationCodes: BoundedMap<AuthorizationCode>;
  refreshTokens: BoundedMap<RefreshToken>;
  refreshTokenRotations: RefreshTokenRotations;
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

export function createState(options: StateOptions = {}): MockState {
  const clock = createClock(options.now);
  const allowsLoopback = options.allowLoopbackIdentifierUris ?? false;
  const state: MockState = {
    directory: createDirectory(startDirectory(options.directory, allowsLoopback), allowsLoopback),
    clock,
    random: options.random ?? Math.random,
    trace: createTrace(),
    signingKeys: createSigningKeys(),
    federatedIssuers: createFederatedIssuers(clock),
    faults: createFaultStore(),
    lifetimes: new Map(),
    authorizationCodes: createBoundedMap(),
    refreshTokens: createBoundedMap(),
    refreshTokenRotations: createRefreshTokenRotations(options.refreshTokenRotation),
    deviceAuthorizations: createBoundedMap(),
    sessions: createBoundedMap(),
    interactions: createBoundedMap(),
    sentMail: createSentMails(),
    signIns: createBoundedMap(),
    accessTokenSessions: createBoundedMap(),
    liveAccessTokens: createBoundedMap(),
    reset: () => {
      state.directory.reset();
      state.clock.reset();
      state.trace.clear();
      state.signingKeys.reset();
      state.federatedIssuers.reset();
      state.faults.clear();
      state.lifetimes.clear();
      state.refreshTokenRotations.reset();
      for (const map of storesOf(state)) map.clear();
    },
  };
  return state;
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
