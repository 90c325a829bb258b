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
    entra: "contains, gt and lt are not there for directory objects.",
    source: advanced,
    ours: "same: Request_UnsupportedQuery, which names the property",
    test: "$filter > contains(displayName,'a') is refused, and never half understood",
    breakIt: {
      file: "graph/filter/parse-filter.ts",
      find: 'known === "startswith" && literal.isText',
      replace: 'known !== "endswith" && literal.isText',
    },
  },
  {
    id: "graph-filter-times",
    feature: "`$filter` with ge and le",
    entra: "Compares times, which have no quotes, and texts.",
    source: advanced,
    ours: "same, with createdDateTime of users, groups and applications; Graph’s order of texts is unconfirmed",
    test: "$filter > users: createdDateTime le 2026-02-16T10:30:00+01:00",
    breakIt: {
      file: "graph/filter/comparisons.ts",
      find: "return Date.parse(value) - Date.parse(literal.value);",
      replace: "return Date.parse(literal.value) - Date.parse(value);",
    },
  },
  {
    id: "graph-filter-quoted-time",
    feature: "A time in quotes in `$filter`",
    entra: "Is a text, which cannot be compared with a time: 400.",
    source: filter,
    ours: "same; the code and the message are unconfirmed",
    test: "$filter > createdDateTime ge '2026-01-01T00:00:00Z' is refused, and never half understood",
    breakIt: {
      file: "graph/filter/comparisons.ts",
      find: "return !isText && /",
      replace: "return /",
    },
  },
  {
    id: "graph-filter-advanced-properties",
    feature: "Properties for advanced queries only",
    entra:
      "mobilePhone, officeLocation and preferredLanguage can be filtered with ConsistencyLevel and $count only.",
    source: advanced,
    test: "$filter > users, as an advanced query only: officeLocation eq '9/0909'",
    breakIt: {
      file: "graph/filter/user-filter.ts",
      find: "if (advancedOnly.has(property) && !isAdvanced) throw unsupported(name);",
      replace: "",
    },
  },
  {
    id: "graph-filter-case",
    feature: "Operators in capital letters",
    entra: "Are the same.",
    source: advanced,
    test: "$filter > users: surname EQ 'Hopper' OR STARTSWITH(displayName,'ada')",
    breakIt: {
      file: "graph/filter/parse-filter.ts",
      find: "tokens[at]?.value.toLowerCase() === value",
      replace: "tokens[at]?.value === value",
    },
  },
]);
