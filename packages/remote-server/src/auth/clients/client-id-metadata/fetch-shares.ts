import { createTally } from "../../../http/tally.ts";
import { tooManyFetches } from "./client-document-error.ts";

/** How many documents are fetched at the same time: in all, for one network, and from one host. */
const fetchLimits = { total: 64, perNetwork: 8, perHost: 4 } as const;

/**
 * Anybody can make us fetch, and a host may never answer. So the number of fetches is limited, and a fetch
 * above a limit is refused.
 */
export interface FetchShares {
  /** @throws ClientDocumentError above a limit */
  run<Result>(askedFrom: string, host: string, fetch: () => Promise<Result>): Promise<Result>;
}

export function createFetchShares(): FetchShares {
  const underWay = createTally();
  return {
    run: async (askedFrom, host, fetch) => {
      const [all, network, site] = ["all", `from ${askedFrom}`, `at ${host}`] as const;
      if (underWay.of(all) >= fetchLimits.total) throw tooManyFetches();
      // defence:65-network Otherwise one caller who asks for hosts that never answer would use all fetches.
      if (underWay.of(network) >= fetchLimits.perNetwork) throw tooManyFetches();
      // defence:65-host And so would one host that never answers, with many callers.
      if (underWay.of(site) >= fetchLimits.perHost) throw tooManyFetches();
      for (const key of [all, network, site]) underWay.add(key, 1);
      try {
        return await fetch();
      } finally {
        for (const key of [all, network, site]) underWay.add(key, -1);
      }
    },
  };
}
