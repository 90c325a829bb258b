import type { History } from "./history.ts";
import type { Hop } from "./hop.ts";

/** Which exchanges belong together: those that share a value, directly or through others. */
interface Stories {
  /**
   * Adds an exchange with the values that tie it to others.
   *
   * @returns its story. `changed`: stories that are now part of this one. Their exchanges need its name.
   */
  tie(values: readonly string[]): { story: string | null; changed: string[]; isNew: boolean };
}

/** @param count the number of the last story. */
function createStories(count: number): Stories {
  const byValue = new Map<string, string>();
  return {
    tie: (values) => {
      if (values.length === 0) return { story: null, changed: [], isNew: false };
      const known = new Set(values.flatMap((value) => byValue.get(value) ?? []));
      const [story = `story-${(count += 1)}`, ...changed] = known;
      for (const value of values) byValue.set(value, story);
      for (const [value, owner] of changed.length === 0 ? [] : byValue)
        if (changed.includes(owner)) byValue.set(value, story);
      return { story, changed, isNew: known.size === 0 };
    },
  };
}

/** Gives hops their story, and the story's user. */
export interface StoryTeller {
  tell(hop: Hop, ties: readonly string[]): Hop;
}

export function createStoryTeller(history: History): StoryTeller {
  const numbers = history.hops().map(({ story }) => Number(story?.slice("story-".length) ?? 0));
  const stories = createStories(numbers.reduce((one, other) => Math.max(one, other), 0));
  const users = new Map<string, string>();
  const orphans = createOrphans();
  /** The user becomes known only at the sign-in, and then the earlier hops of the story get the user too. */
  const nameUser = (hop: Hop, story: string): Hop => {
    const user = hop.user ?? users.get(story);
    if (user === undefined) return hop;
    users.set(story, user);
    history.changeHops(
      (older) => older.story === story && older.user === null && older.id !== hop.id,
      (older) => ({ ...older, user }),
    );
    return { ...hop, user };
  };
  return {
    tell: (hop, ties) => {
      const { story, changed, isNew } = stories.tie(ties);
      if (story === null) return orphans.keep(hop);
      for (const id of orphans.adoptedBy(hop, isNew)) {
        history.changeHops(
          (older) => older.id === id,
          (older) => ({ ...older, story }),
        );
      }
      for (const former of changed) {
        const user = users.get(former);
        if (user !== undefined && !users.has(story)) users.set(story, user);
      }
      if (changed.length > 0)
        history.changeHops(
          (older) => changed.includes(older.story ?? ""),
          (older) => ({ ...older, story }),
        );
      return nameUser({ ...hop, story }, story);
    },
  };
}

/** The first requests of a client, which find the authorization server. They share no value with the sign-in that follows. */
interface Orphans {
  keep(hop: Hop): Hop;
  /** @returns ids of the hops that belong to this one, if it begins a story. */
  adoptedBy(hop: Hop, isNew: boolean): number[];
}

function createOrphans(): Orphans {
  let waiting = new Map<number, Hop>();
  return {
    keep: (hop) => {
      if (hop.step === 1 && hop.from === "client" && hop.transport === "http") waiting.set(hop.id, hop);
      return hop;
    },
    adoptedBy: (hop, isNew) => {
      if (!isNew || hop.from !== "browser") return [];
      const hops = [...waiting.values()];
      waiting = new Map();
      // If two clients begin at the same time, it is unknown which of them sent which request.
      const begun = hops.filter(({ response }) => response.status === 401).length;
      return begun === 1 ? hops.map(({ id }) => id) : [];
    },
  };
}
