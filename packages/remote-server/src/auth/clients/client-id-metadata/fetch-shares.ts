import { createTally } from "../../../http/tally.ts";
import { tooManyFetches } from "./client-document-error.ts";

/** How many documents are fetched at the same time: in all, for one network, and from one host. */
const fetchLimits = { total: 64, perNetwork: 8, perHost: 4 } as const;

/** Anybody can make us fetch, and hosts can be silent. So the places are shared out, and a fetch without one is refused. */
export interface FetchShares {
  /** @throws ClientDocumentError when there is no place for it */
  run<Result>(askedFrom: string, host: string, fetch: () => Promise<Result>): Promise<Result>;
}

export function createFetchShares(): FetchShares {
  const underWay = createTally();
  return {
    run: async (askedFrom, host, fetch) => {
      const [all, network, site] = ["all", `from ${askedFrom}`, `at ${host}`] as const;
      if (underWay.of(all) >= fetchLimits.total) throw tooManyFetches();
      // defence:65-network Else one who asks for silent hosts would take the places of everybody.
      if (underWay.of(network) >= fetchLimits.perNetwork) throw tooManyFetches();
      // defence:65-host So would a silent host, with any caller.
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
