import { createHash } from "node:crypto";
import type { Store } from "@mcp-entra/auth-core";

/**
 * Limits how many records of one kind people without a sign-in can cause, in total and over all instances.
 * One more record replaces another one at random: an attacker who writes many records displaces mostly their
 * own.
 *
 * The store cannot count. So there is a fixed number of places, and each record needs one. A hash of its key
 * gives four possible places, and the record takes the first free one.
 */
export interface Places {
  /** @returns the key of the record that it displaces, if there is one. */
  claim(key: string): Promise<string | undefined>;
  /** A user has signed in: the record is no longer counted, and is not displaced. */
  leave(key: string): Promise<void>;
}

interface PlacesOptions {
  /** The kind of the records. */
  kind: string;
  count: number;
  /** The lifetime of a record and of its place. */
  ttlSeconds: number;
}

const choices = 4;
const free = "";
/**
 * If an attempt fails, another request has just taken the place. Without another attempt, this record would
 * have no place and would not be counted. Only in a place that was tampered with, every attempt fails.
 */
const mostAttempts = 50;

/** @param store a store that authenticates its records: the record that a place names is deleted. */
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
      for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
        const holder = await store.get(place);
        if (await isTaken(place, holder, key)) return holder || undefined;
      }
      return undefined;
    },
    leave: async (key) => {
      for (const place of placesOf(key)) if (await isTaken(place, key, free)) return;
    },
  };
}

/** A store in which each new record takes a place. An updated record keeps its place. */
export function withPlaces<Bounded extends Pick<Store, "set" | "delete">>(
  store: Bounded,
  places: Pick<Places, "claim">,
): Bounded {
  return {
    ...store,
    set: async (key, value, ttlSeconds) => {
      // Before the claim: once a record has its place, another one may displace it, and then deletes it.
      await store.set(key, value, ttlSeconds);
      const displaced = await places.claim(key);
      // defence:53-total
      if (displaced !== undefined && displaced !== key) await store.delete(displaced);
    },
  };
}
