import { witnessedBy } from "../witnessed-by.ts";

const advanced = "https://learn.microsoft.com/graph/aad-advanced-queries";

/** `$orderby`, and `$search` where only names can be searched. */
export const orderRows = witnessedBy("test/graph-order.test.ts", [
  {
    id: "graph-order-advanced",
    feature: "`$orderby` with createdDateTime",
    entra: "Is an advanced query.",
    source: advanced,
    test: "$orderby > users?$orderby=createdDateTime desc&$count=true is an advanced query",
    breakIt: { file: "graph/sort.ts", find: "key?.isAdvanced === true ||", replace: "" },
  },
  {
    id: "graph-order-groups",
    feature: "`$orderby` with `$filter` on groups",
    entra: "Is an advanced query, as on all directory objects.",
    source: advanced,
    test: "$orderby > groups by default, and with $filter as an advanced query",
    breakIt: {
      file: "graph/sort.ts",
      find: 'exchange.url.searchParams.has("$filter")',
      replace: 'exchange.url.searchParams.has("$never")',
    },
  },
  {
    id: "graph-order-applications",
    feature: "`$orderby` on applications and service principals",
    entra: "By displayName, as an advanced query.",
    source: advanced,
    test: "$orderby > applications as an advanced query",
    breakIt: {
      file: "endpoints/graph/applications.ts",
      find: "displayName: { valueOf: ({ displayName }) => displayName, isAdvanced: true }",
      replace: "displayName: { valueOf: ({ displayName }) => displayName }",
    },
  },
  {
    id: "graph-search-applications",
    feature: "`$search` on applications and service principals",
    entra: "Finds words of the name.",
    source: "https://learn.microsoft.com/graph/search-query-parameter",
    ours: "same; other properties of theirs cannot be searched",
    test: "$search in the names of applications",
    breakIt: {
      file: "graph/search.ts",
      find: "return ({ displayName }) => matches({ displayName });",
      replace: "return () => matches !== undefined;",
    },
  },
  {
    id: "graph-client-samples",
    feature: "Queries of the Graph client’s samples",
    entra: "Header, filter, select, orderby, count, top and search go together.",
    source: "library",
    test: "the Graph client, unmodified, asks as its samples do",
    breakIt: {
      file: "graph/collection.ts",
      find: 'isAdvanced(exchange) ? { "@odata.count": found.length } : {}',
      replace: "{}",
    },
  },
]);
