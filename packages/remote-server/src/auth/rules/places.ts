import { createHash } from "node:crypto";
import type { Store } from "@mcp-entra/auth-core";

/**
 * How many records of one kind strangers may have here, all of them together and over all instances. A record that is one too many
 * takes the place of another, which is chosen by chance: an attacker who writes many displaces mostly their own.
 *
 * The store cannot count. So each record holds one of so many places, found by a hash of its key: of four that it may have it takes the
 * first that is free.
 */
export interface Places {
  /** @returns the key of the record that has to go for it, if there is one. */
  claim(key: string): Promise<string | undefined>;
  /** The record is not a stranger's any more: it is not counted, and is not displaced. */
  leave(key: string): Promise<void>;
}

interface PlacesOptions {
  /** What the records are. */
  kind: string;
  count: number;
  /** How long a record lives, and its place with it. */
  ttlSeconds: number;
}

const choices = 4;
const free = "";

/** @param store one that vouches for its records: what a place says is what gets deleted. */
export function createPlaces(
  store: Pick<Store, "get" | "compareAndSet">,
  { kind, count, ttlSeconds }: PlacesOptions,
): Places {
  const placesOf = (key: string): string[] => {
    const hash = createHash("sha256").update(key).digest();
    return Array.from(
      { length: choices },
      (_, index) => `place:${kind}.${hash.readUInt32BE(4 * index) % count}`,
    );
  };
  const isTaken = async (place: string, before: string | undefined, key: string): Promise<boolean> =>
    store.compareAndSet(place, before, key, ttlSeconds);
  return {
    claim: async (key) => {
      const places = placesOf(key);
      for (const place of places) {
        const before = await store.get(place);
        if ((before ?? free) === free && (await isTaken(place, before, key))) return undefined;
      }
      const [place = ""] = places;
      const holder = await store.get(place);
      return (await isTaken(place, holder, key)) ? holder || undefined : undefined;
    },
    leave: async (key) => {
      for (const place of placesOf(key)) if (await isTaken(place, key, free)) return;
    },
  };
}

/** A store in which each record that is set claims a place first. What is merely updated keeps the one that it has. */
export function withPlaces<Bounded extends Pick<Store, "set" | "delete">>(
  store: Bounded,
  places: Pick<Places, "claim">,
): Bounded {
  return {
    ...store,
    set: async (key, value, ttlSeconds) => {
      const displaced = await places.claim(key);
      // defence:53-total
      if (displaced !== undefined) await store.delete(displaced);
      await store.set(key, value, ttlSeconds);
    },
  };
}
