import type { OAuthClientInformationFull } from "@modelcontextprotocol/sdk/shared/auth.js";
import { createTally } from "../../../http/tally.ts";

/** A client as its document described it. */
interface CachedClient {
  client: OAuthClientInformationFull;
  /** Until then the document's host is not asked again. */
  freshUntil: number;
  /** Until then it may be used when it cannot be asked for again. */
  usableUntil: number;
}

export interface DocumentCache {
  /** @param askedFrom the network of the one who asks. */
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
 * Strangers choose what is in here, not how much: of the network that most documents are kept for, and of those of the host
 * that has most there, the oldest makes room. So those who ask for hundreds push out their own.
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
 * Of the networks that asked for a document, it belongs to the one that asked for the fewest: else a stranger could ask for another's
 * document, and it would be one of the stranger's hundreds.
 */
function assignNetworks(entries: readonly Entry[]): (entry: Entry) => string {
  const counts = createTally();
  for (const { askedFrom } of entries) for (const network of askedFrom) counts.add(network, 1);
  return ({ askedFrom }) =>
    [...askedFrom].reduce((fewest, network) => (counts.of(network) < counts.of(fewest) ? network : fewest));
}

/** The largest group, with the oldest first; of groups of the same size that with the oldest. */
function mostOf<Item>(items: readonly Item[], keyOf: (item: Item) => string): readonly Item[] {
  const groups = [...Map.groupBy(items, keyOf).values()];
  return groups.reduce((most, group) => (group.length > most.length ? group : most), []);
}
