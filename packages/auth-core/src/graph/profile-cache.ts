import { coalesceRequest, type CoalescedRequest } from "../coalescing/coalesced-request.ts";
import { GraphRequestError } from "../errors/errors.ts";
import type { Now } from "../storage/store.ts";

/**
 * A model that asks again in the same conversation is answered from here. Not longer: while a profile is kept, Graph is not
 * asked, and so cannot say that Entra has signed the user out everywhere (continuous access evaluation).
 */
const keptMs = 60_000;
/** Two kilobytes each. Of more users at a time some are not kept, and Graph is asked as if there were no cache. */
const mostProfiles = 1_000;

/** Whose profile it is: a session, as the check of this very request has found it. */
interface ProfileOwner {
  /** Random, of one user and one client, and never given out twice. */
  id: string;
  /** The app roles that the user has in it now. */
  roles: readonly string[];
}

/** What Graph says about signed-in users, for a short while. In memory only: nothing of it is stored, nor logged. */
export interface ProfileCache<Profile> {
  /**
   * The profile of a session whose token has just been checked; nothing is checked here. Calls of one session that come
   * while Graph is being asked share the answer.
   *
   * @param load asks Graph. What it throws goes to all who wait for it, as it is, and is not kept: the next call asks anew.
   * @param signal ends the waiting of this caller only.
   */
  get(
    owner: ProfileOwner,
    load: (signal: AbortSignal) => Promise<Profile>,
    signal: AbortSignal,
  ): Promise<Profile>;
  /** The session has ended, or Graph wants another token. An answer that is still to come is not kept either. */
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
    // A Map keeps the place of a key that is set again; this one belongs at the end.
    entries.delete(id);
    entries.set(id, { roles, until: now() + keptMs, request });
    makeRoom(entries, now());
    return request;
  };

  return {
    get: async ({ id, roles: current }, load, signal) => {
      // The session is the key, not the user and nothing that a caller sends: two sessions of one user have agreed to
      // different things, and end at different times.
      const entry = entries.get(id);
      const roles = current.join(" ");
      // Compared rather than announced: a refresh that changes the roles may happen on another instance.
      const isGood = entry !== undefined && entry.roles === roles && entry.until > now();
      return (isGood ? entry.request : ask(id, roles, load)).join(signal);
    },
    forget: (sessionId) => void entries.delete(sessionId),
  };
}

/** All are kept equally long, so the first in the Map are the first to end: those that have, and one too many, go. */
function makeRoom(entries: Map<string, Entry<unknown>>, now: number): void {
  for (const [id, { until }] of entries) {
    if (until > now && entries.size <= mostProfiles) return;
    entries.delete(id);
  }
}

function whyLeft(): GraphRequestError {
  return new GraphRequestError(0, "The call ended before Microsoft Graph had answered. Try again.");
}
