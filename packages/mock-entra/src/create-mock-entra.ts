import type { HttpHandler } from "msw";
import { revokeSessions } from "./conditional-access/revoke-sessions.ts";
import { createFaults } from "./control/create-faults.ts";
import type { Faults } from "./control/fault.ts";
import { createMswHandlers } from "./create-msw-handlers.ts";
import { endpoints } from "./create-responder.ts";
import type { FederatedIssuers } from "./credentials/federated-issuers.ts";
import type { Directory } from "./directory/directory.ts";
import { createTenantCommands } from "./state/tenant-commands.ts";
import type { DirectoryData, Tenant } from "./directory/types.ts";
import { createForge, type Forge } from "./forge/create-forge.ts";
import {
  type ManagedIdentityEnvironment,
  managedIdentityEnvironment,
} from "./managed-identity/managed-identity-environment.ts";
import { realOrigins } from "./origins.ts";
import { listen, type ListenOptions, type RunningMockEntra } from "./server/listen.ts";
import type { Clock } from "./state/clock.ts";
import type { Lifetimes } from "./state/lifetimes.ts";
import type { SentMails } from "./state/sent-mail.ts";
import { createState, type StateOptions } from "./state/create-state.ts";
import type { RefreshTokenRotation } from "./state/refresh-token-rotation.ts";
import type { Trace } from "./trace/trace.ts";

/** Entra ID and a small part of Microsoft Graph, without a network. */
export interface MockEntra {
  /** For msw's `setupServer`: they answer for the real hosts. */
  handlers: HttpHandler[];
  /** Users, applications, consents: change them in place. */
  directory: Directory;
  /**
   * Another tenant with its own users, keys and issuer: `seed.secondTenant`. Change its directory in place.
   */
  secondTenant: { directory: Directory };
  /** All tenants: the first, the second, and the further ones. */
  tenants(): Tenant[];
  /**
   * Adds a tenant, until the next `reset`. `furtherTenants` is for those that a reset keeps.
   * @param file a directory file with its `tenant`. Missing parts are empty
   * @returns its directory. Change it in place
   * @throws InvalidInputError for a mistake in the file, and for an ID or a domain that another tenant has
   */
  addTenant(file: unknown): Directory;
  /** @param tenant ID or domain @throws InvalidInputError that lists the tenants */
  directoryOf(tenant: string): Directory;
  clock: Clock;
  /** Identity providers whose tokens can replace a client secret. */
  federatedIssuers: FederatedIssuers;
  trace: Trace;
  /** Makes any endpoint fail, slow down or throttle on purpose. */
  faults: Faults;
  /** Access tokens with exactly one fault. */
  forge: Forge;
  /** Put this into `process.env` so that MSAL finds the managed identity. A served mock has its own. */
  managedIdentityEnvironment: ManagedIdentityEnvironment;
  /** The lifetimes of this application's codes and tokens. Missing values are those of Entra. */
  setLifetimes(appId: string, lifetimes: Lifetimes): void;
  /** `strict`: each refresh token of this application can be used once, unlike in Entra. */
  setRefreshTokenRotation(appId: string, rotation: RefreshTokenRotation): void;
  /** Graph answers 401 to every access token that was issued before. Refresh tokens still work. */
  expireAccessTokens(): void;
  /**
   * Refuses every refresh token that was issued before: as revoked (AADSTS50173), or as expired through
   * inactivity (AADSTS700082).
   */
  killRefreshTokens(options?: { reason?: "revoked" | "expired" }): void;
  /**
   * Signs every token with a new key from now on. The old key is still published, so its tokens stay valid.
   * @returns the new `kid`
   */
  rotateSigningKeys(): Promise<string>;
  /** The mail that was sent with Graph's `sendMail`. It never leaves the mock. */
  sentMail: SentMails;
  /**
   * Signs a user out everywhere: refresh tokens are refused (AADSTS50173), and Graph challenges the access tokens of clients
   * that said that they understand it (`clientCapabilities: ["cp1"]`).
   * @param user id or user principal name
   */
  revokeSessions(user: string): void;
  /** The whole directory as plain data, passwords and secrets included. @param tenant by default the first */
  exportDirectory(tenant?: string): DirectoryData;
  /**
   * Replaces the directory with a result of `exportDirectory`, or with a file in that format. Missing parts
   * are empty. The next `reset` restores the first directory.
   * @param tenant ID or domain of the tenant whose directory is replaced; by default the first
   * @throws InvalidInputError that names each place, the value found and the expected value
   */
  importDirectory(file: unknown, tenant?: string): void;
  /** Serves the same mock to other processes, on loopback only. */
  listen(options?: ListenOptions): Promise<RunningMockEntra>;
  /** Restores the seed: directory, clock, lifetimes, faults, trace, and no signed-in user. */
  reset(): void;
}

export type MockEntraOptions = StateOptions;

/**
 * A new tenant, from the seed or a directory file. It does not listen and does not intercept requests yet.
 *
 * @example
 * ```ts
 * const mock = createMockEntra();
 * const running = await mock.listen({
 *   backChannelPort: 0,
 *   frontChannelPort: 0,
 *   certificateDirectory: folder,
 * });
 * expect(running.authorityHost).toMatch(/^https:\/\/localhost:\d+$/); // for AZURE_AUTHORITY_HOST
 * await running.close();
 * ```
 */
export function createMockEntra(options: MockEntraOptions = {}): MockEntra {
  const state = createState(options);
  const { secondTenant, tenants } = state;
  const mock: MockEntra = {
    handlers: createMswHandlers(state, realOrigins),
    directory: state.directory,
    secondTenant: { directory: secondTenant.directory },
    ...createTenantCommands(state),
    clock: state.clock,
    federatedIssuers: state.federatedIssuers,
    managedIdentityEnvironment: managedIdentityEnvironment(realOrigins),
    trace: state.trace,
    faults: createFaults(state, endpoints),
    forge: createForge(state, realOrigins),
    setLifetimes: (appId, lifetimes) => {
      state.lifetimes.set(appId, lifetimes);
    },
    setRefreshTokenRotation: (appId, rotation) => {
      state.refreshTokenRotations.set(appId, rotation);
    },
    expireAccessTokens: () => {
      for (const { liveAccessTokens } of tenants) liveAccessTokens.clear();
    },
    killRefreshTokens: ({ reason = "revoked" } = {}) => {
      for (const token of state.refreshTokens.values()) token.killed = reason;
    },
    rotateSigningKeys: async () => (await state.signingKeys.rotate(state.clock.now())).keyId,
    sentMail: state.sentMail,
    revokeSessions: (user) => {
      revokeSessions(state, user);
    },
    listen: (listenOptions) => listen(mock, state, listenOptions),
    reset: () => {
      state.reset();
    },
  };
  return mock;
}
