import type { Directory } from "../directory/directory.ts";
import type { SigningKeys } from "../tokens/signing-keys.ts";
import { createBoundedMap } from "./bounded-map.ts";
import type { MockState, SharedState } from "./mock-state.ts";

/** A tenant in which no user has signed in yet. */
export function createTenantState(
  shared: SharedState,
  directory: Directory,
  signingKeys: SigningKeys,
): MockState {
  return {
    ...shared,
    directory,
    signingKeys,
    interactions: createBoundedMap(),
    accessTokenSessions: createBoundedMap(),
    liveAccessTokens: createBoundedMap(),
  };
}

/** Back to the tenant's first directory and key, and no user is signed in. */
export function resetTenantState(state: MockState): void {
  state.directory.reset();
  state.signingKeys.reset();
  for (const map of [state.interactions, state.accessTokenSessions, state.liveAccessTokens]) map.clear();
}
