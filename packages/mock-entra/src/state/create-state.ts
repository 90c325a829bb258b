import { createFaultStore } from "../control/fault-store.ts";
import { createFederatedIssuers } from "../credentials/federated-issuers.ts";
import { createDirectory, type Directory } from "../directory/directory.ts";
import { createSecondTenantData } from "../directory/second-tenant.ts";
import { isForPersonalAccounts, isNameOf, personalTenant } from "../directory/tenant-names.ts";
import type { DirectoryData } from "../directory/types.ts";
import { assertDistinctTenants } from "../directory-file/assert-distinct-tenants.ts";
import { readDirectoryFile } from "../directory-file/read-directory-file.ts";
import { startDirectory } from "../directory-file/start-directory.ts";
import { firstSigningKey, secondTenantKey } from "../tokens/signing-key.ts";
import { createSigningKeys, type SigningKeys } from "../tokens/signing-keys.ts";
import { createTrace } from "../trace/trace.ts";
import { createBoundedMap } from "./bounded-map.ts";
import { createClock } from "./clock.ts";
import type { MockState, SharedState } from "./mock-state.ts";
import { createRefreshTokenRotations, type RefreshTokenRotation } from "./refresh-token-rotation.ts";
import { createSentMails } from "./sent-mail.ts";
import { createTenantState, resetTenantState } from "./tenant-state.ts";

export interface StateOptions {
  /** The clock; by default `Date`. */
  now?: () => Date;
  /** The content of a directory file, in place of the seed: for the start and for `reset`. */
  directory?: unknown;
  /** More tenants beside the first and the second: the content of a directory file for each, with its `tenant`. */
  furtherTenants?: readonly unknown[];
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

/** The state of the first tenant, and the functions for all tenants. */
export interface AllTenantsState extends MockState {
  secondTenant: MockState;
  /**
   * The tenants after the second are these from now on, until the next reset. The state of a tenant that is there already is kept.
   * @throws InvalidInputError if two tenants have the same ID or domain
   */
  setFurtherTenants(directories: readonly DirectoryData[]): void;
  /** Resets all tenants and the shared state. Only the tenants of the start are left. */
  reset(): void;
}

/** @throws InvalidInputError for a directory file with a mistake */
export function createState(options: StateOptions = {}): AllTenantsState {
  const tenants: MockState[] = [];
  const findTenant = (name: string): MockState | undefined =>
    isForPersonalAccounts(name)
      ? personalAccounts
      : tenants.find(({ directory }) => isNameOf(directory.tenant, name));
  const shared = createSharedState(options, tenants, findTenant);
  const allowsLoopback = options.allowLoopbackIdentifierUris ?? false;
  const create = (startData: () => DirectoryData, keys: SigningKeys, allowsLoopbackIdentifierUris = false) =>
    createTenantState(
      shared,
      createDirectory({
        startData,
        allowsLoopbackIdentifierUris,
        registeredElsewhere: (asking) => registrationsBeside(tenants, asking),
      }),
      keys,
    );
  const firstKeys = createSigningKeys(firstSigningKey);
  const first = create(startDirectory(options.directory, allowsLoopback), firstKeys, allowsLoopback);
  const secondTenant = create(createSecondTenantData, createSigningKeys(secondTenantKey));
  // It has no users: so /consumers refuses those of the organizations.
  const personalAccounts = create(startDirectory({ tenant: personalTenant }, false), firstKeys);
  // Entra signs the tokens of most tenants with the same keys.
  const createFurther = (data: DirectoryData) =>
    create(() => structuredClone(data), firstKeys, allowsLoopback);
  const setFurtherTenants = (directories: readonly DirectoryData[]): void => {
    assertDistinctTenants([first.directory, secondTenant.directory, ...directories]);
    const further = directories.map((data) => replaceOrCreate(tenants.slice(2), data, createFurther));
    tenants.splice(0, Infinity, first, secondTenant, ...further);
  };
  const given = options.furtherTenants ?? [];
  setFurtherTenants(given.map((file) => readDirectoryFile(file, allowsLoopback)));
  const atStart = [...tenants];
  const reset = (): void => {
    resetShared(shared);
    tenants.splice(0, Infinity, ...atStart);
    for (const tenant of [...tenants, personalAccounts]) resetTenantState(tenant);
  };
  return Object.assign(first, { secondTenant, setFurtherTenants, reset });
}

function createSharedState(
  options: StateOptions,
  tenants: readonly MockState[],
  findTenant: SharedState["findTenant"],
): SharedState {
  const clock = createClock(options.now);
  return {
    tenants,
    findTenant,
    authorizationCodes: createBoundedMap(),
    refreshTokens: createBoundedMap(),
    deviceAuthorizations: createBoundedMap(),
    sessions: createBoundedMap(),
    signIns: createBoundedMap(),
    clock,
    random: options.random ?? Math.random,
    trace: createTrace(),
    federatedIssuers: createFederatedIssuers(clock),
    faults: createFaultStore(),
    lifetimes: new Map(),
    refreshTokenRotations: createRefreshTokenRotations(options.refreshTokenRotation),
    sentMail: createSentMails(),
  };
}

function resetShared(shared: SharedState): void {
  shared.clock.reset();
  shared.trace.clear();
  shared.federatedIssuers.reset();
  shared.faults.clear();
  shared.lifetimes.clear();
  shared.refreshTokenRotations.reset();
  for (const map of [
    shared.sentMail,
    shared.authorizationCodes,
    shared.refreshTokens,
    shared.deviceAuthorizations,
    shared.sessions,
    shared.signIns,
  ])
    map.clear();
}

function registrationsBeside(tenants: readonly MockState[], asking: Directory) {
  return tenants.flatMap(({ directory }) => (directory === asking ? [] : directory.applications));
}

function replaceOrCreate(
  present: readonly MockState[],
  data: DirectoryData,
  create: (data: DirectoryData) => MockState,
): MockState {
  const known = present.find(({ directory }) => directory.tenant.id === data.tenant.id);
  if (!known) return create(data);
  Object.assign(known.directory, data);
  return known;
}
