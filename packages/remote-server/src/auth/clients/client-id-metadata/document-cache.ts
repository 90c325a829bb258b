import type { OAuthClientInformationFull } from "@modelcontextprotocol/sdk/shared/auth.js";
import { createTally } from "../../../http/tally.ts";

/** A client as its document described it. */
interface CachedClient {
  client: OAuthClientInformationFull;
  /** We do not ask the document's host again before this time. */
  freshUntil: number;
  /** Until this time, we may use the copy if we cannot fetch the document again. */
  usableUntil: number;
}

export interface DocumentCache {
  /** @param askedFrom the caller's network. */
  find(clientId: string, askedFrom: string): CachedClient | undefined;
  keep(clientId: string, askedFrom: string, cached: CachedClient): void;
  forget(clientId: string): void;
}

interface Entry extends CachedClient {
  /** The first networks that asked for it. */
  askedFrom: Set<string>;
  host: string;
}

const mostNetworks = 8;

/**
 * Unknown callers choose what is in here, but not how much. If the cache is full, we find the network with
 * the most documents, then its host with the most documents, and delete the oldest document there. So callers
 * who ask for hundreds of documents displace their own.
 *
 * @param maximum how many clients are kept.
 */
export function createDocumentCache(maximum: number): DocumentCache {
  const cache = new Map<string, Entry>();
  const makeRoom = (): void => {
    const networkOf = assignNetworks([...cache.values()]);
    const ofNetwork = mostOf([...cache], ([, entry]) => networkOf(entry));
    // defence:65-room
    const [oldest] = mostOf(ofNetwork, ([, { host }]) => host);
    if (oldest !== undefined) cache.delete(oldest[0]);
  };
  return {
    find: (clientId, askedFrom) => {
      const entry = cache.get(clientId);
      if (entry !== undefined && entry.askedFrom.size < mostNetworks) entry.askedFrom.add(askedFrom);
      return entry;
    },
    keep: (clientId, network, cached) => {
      const askedFrom = cache.get(clientId)?.askedFrom ?? new Set([network]);
      cache.delete(clientId);
      cache.set(clientId, { ...cached, askedFrom, host: new URL(clientId).host });
      if (cache.size > maximum) makeRoom();
    },
    forget: (clientId) => void cache.delete(clientId),
  };
}

/**
 * If several networks asked for a document, it counts for the network that asked for the fewest. Otherwise an
 * attacker could ask for another client's document, and it would count as one of the attacker's hundreds.
 */
function assignNetworks(entries: readonly Entry[]): (entry: Entry) => string {
  const counts = createTally();
  for (const { askedFrom } of entries) for (const network of askedFrom) counts.add(network, 1);
  return ({ askedFrom }) =>
    [...askedFrom].reduce((fewest, network) => (counts.of(network) < counts.of(fewest) ? network : fewest));
}

/** The largest group, with the oldest first. Among groups of the same size, the one with the oldest. */
function mostOf<Item>(items: readonly Item[], keyOf: (item: Item) => string): readonly Item[] {
  const groups = [...Map.groupBy(items, keyOf).values()];
  return groups.reduce((most, group) => (group.length > most.length ? group : most), []);
}
