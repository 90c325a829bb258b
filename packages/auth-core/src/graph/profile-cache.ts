import { coalesceRequest, type CoalescedRequest } from "../coalescing/coalesced-request.ts";
import { GraphRequestError } from "../errors/errors.ts";
import type { Now } from "../storage/store.ts";

/**
 * Enough for a model that asks again in the same conversation. Not longer: while a profile is kept, we do not
 * call Graph, and do not learn that Entra has signed the user out everywhere (continuous access evaluation).
 */
const keptMs = 60_000;
/**
 * Two kilobytes each. With more users at the same time, some profiles are not kept, and we call Graph for
 * them.
 */
const mostProfiles = 1_000;

/** The owner of a profile: a session, from the token check of the current request. */
interface ProfileOwner {
  /** Random, for one user and one client, and never used again. */
  id: string;
  /** The present app roles of the user in this session. */
  roles: readonly string[];
}

/**
 * Graph's answers about signed-in users, for a short time. In memory only: they are never stored or logged.
 */
export interface ProfileCache<Profile> {
  /**
   * The profile of a session whose token was just checked. Nothing is checked here. Calls of one session at
   * the same time share one request to Graph.
   *
   * @param load calls Graph. All waiting calls get its error unchanged. Errors are not kept: the next call
   * asks again.
   * @param signal ends only the waiting of this caller.
   */
  get(
    owner: ProfileOwner,
    load: (signal: AbortSignal) => Promise<Profile>,
    signal: AbortSignal,
  ): Promise<Profile>;
  /** The session has ended, or Graph demands another token. An answer that comes later is not kept either. */
  forget: (sessionId: string) => void;
}

interface Entry<Profile> {
  roles: string;
  until: number;
  request: CoalescedRequest<Profile>;
}

/**
 * @param now decides when a profile has been kept for its minute.
 *
 * @example
 * ```ts
 * const profiles = createProfileCache<UserDetails>(() => Date.now());
 * const load = async (signal: AbortSignal) => getUserDetails({ ...access, signal });
 * const first = await profiles.get(session, load, AbortSignal.timeout(30_000));
 * const second = await profiles.get(session, load, AbortSignal.timeout(30_000)); // without a request
 * ```
 */
export function createProfileCache<Profile>(now: Now): ProfileCache<Profile> {
  const entries = new Map<string, Entry<Profile>>();

  const ask = (
    id: string,
    roles: string,
    load: (signal: AbortSignal) => Promise<Profile>,
  ): CoalescedRequest<Profile> => {
    const onEnd = (): void => {
      if (entries.get(id)?.request === request) entries.delete(id);
    };
    const request = coalesceRequest(load, { onEnd, whyLeft });
    // A Map keeps the position of a key that is set again, but this key has to be at the end.
    entries.delete(id);
    entries.set(id, { roles, until: now() + keptMs, request });
    makeRoom(entries, now());
    return request;
  };

  return {
    get: async ({ id, roles: current }, load, signal) => {
      // The key is the session, not the user, and not data from the caller: two sessions of one user may have
      // different scopes, and end at different times.
      const entry = entries.get(id);
      const roles = current.join(" ");
      // Compared at each call, because a refresh that changes the roles may happen on another instance.
      const isGood = entry !== undefined && entry.roles === roles && entry.until > now();
      return (isGood ? entry.request : ask(id, roles, load)).join(signal);
    },
    forget: (sessionId) => void entries.delete(sessionId),
  };
}

/**
 * All profiles are kept for the same time, so the first ones in the Map expire first. Expired ones are
 * deleted, and the oldest one if there are too many.
 */
function makeRoom(entries: Map<string, Entry<unknown>>, now: number): void {
  for (const [id, { until }] of entries) {
    if (until > now && entries.size <= mostProfiles) return;
    entries.delete(id);
  }
}

function whyLeft(): GraphRequestError {
  return new GraphRequestError(0, "The call ended before Microsoft Graph had answered. Try again.");
}
