import { witnessedBy } from "../witnessed-by.ts";

const advanced = "https://learn.microsoft.com/graph/aad-advanced-queries";
const filter = "https://learn.microsoft.com/graph/filter-query-parameter";

/** Operators of `$filter`, except eq and startswith, which are in the rows about users. */
export const filterRows = witnessedBy("test/graph-filter.test.ts", [
  {
    id: "graph-filter-in",
    feature: "`$filter` with in",
    entra: "Is true for each value of the list.",
    source: filter,
    test: "$filter > users: userPrincipalName in ('ada@mcpworkshop.onmicrosoft.com', 'alan@mcpworkshop.onmicrosoft.com')",
    breakIt: {
      file: "graph/filter/parse-filter.ts",
      find: "wanted.some((literal) =>",
      replace: "wanted.every((literal) =>",
    },
  },
  {
    id: "graph-filter-precedence",
    feature: "`$filter` with or, and",
    entra: "and has priority over or.",
    source: "https://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part2-url-conventions.html",
    test: "$filter > users: surname eq 'Hopper' or surname eq 'Turing' and givenName eq 'Zoe'",
    breakIt: {
      file: "graph/filter/parse-filter.ts",
      find: "alternatives.some((matches) => matches(item))",
      replace: "alternatives.every((matches) => matches(item))",
    },
  },
  {
    id: "graph-filter-not",
    feature: "`$filter` with not, as an advanced query",
    entra: "Negates the clause after it.",
    source: advanced,
    test: "$filter > users, as an advanced query only: not(startswith(displayName,'A'))",
    breakIt: { file: "graph/filter/parse-filter.ts", find: "!inner(item)", replace: "inner(item)" },
  },
  {
    id: "graph-filter-endswith",
    feature: "`$filter` with endswith, as an advanced query",
    entra: "Is there for mail and userPrincipalName and a few others.",
    source: advanced,
    ours: "for every text",
    test: "$filter > users, as an advanced query only: endswith(mail,'@mcpworkshop.onmicrosoft.com')",
    breakIt: {
      file: "graph/filter/parse-filter.ts",
      find: 'known === "endswith" && literal.isText && fields.isAdvanced',
      replace: 'known === "endswith" && literal.isText',
    },
  },
  {
    id: "graph-filter-left-out",
    feature: "Other operators in `$filter`",
    entra: "contains is not there for directory objects; gt, ge, lt and le are, for some properties.",
    source: advanced,
    ours: "without gt, ge, lt and le: refused with Request_UnsupportedQuery",
    test: "$filter > contains(displayName,'a') is refused, and never half understood",
    breakIt: {
      file: "graph/filter/parse-filter.ts",
      find: 'known === "startswith" && literal.isText',
      replace: 'known !== "endswith" && literal.isText',
    },
  },
]);
