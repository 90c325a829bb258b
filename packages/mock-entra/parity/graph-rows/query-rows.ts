import { witnessedBy } from "../witnessed-by.ts";

const searchPage =
  "https://learn.microsoft.com/graph/search-query-parameter#using-search-on-directory-object-collections";
const advanced = "https://learn.microsoft.com/graph/aad-advanced-queries";
const search = "graph/search.ts";
const onUsers = "$search on users";
const passedOver = "no query option is passed over";

/** Queries that the mock supports, and queries that it refuses and does not ignore. */
export const queryRows = witnessedBy("test/graph-query-options.test.ts", [
  {
    id: "graph-search-words",
    feature: "`$search`: words of a name",
    entra: "Finds words of displayName and description by their beginnings, in any order and case.",
    source: searchPage,
    test: `${onUsers} > "displayName:lovelace ada"`,
    breakIt: {
      file: search,
      find: "wanted.every((start) => words.some((word) => word.startsWith(start)))",
      replace: "words.join(' ').startsWith(wanted.join(' '))",
    },
  },
  {
    id: "graph-search-prefix",
    feature: "`$search`: other properties",
    entra: "By the beginning of the whole value.",
    source: searchPage,
    test: `${onUsers} > "userPrincipalName:an"`,
    breakIt: {
      file: search,
      find: "fields[property]?.toLowerCase().startsWith(start)",
      replace: "fields[property]?.toLowerCase().includes(start)",
    },
  },
  {
    id: "graph-search-nothing",
    feature: "`$search` that matches no user",
    entra: "An empty list.",
    source: searchPage,
    test: `${onUsers} > "displayName:unknown"`,
    breakIt: {
      file: "graph/collection.ts",
      find: "[parseSearch(searchText(exchange, search))]",
      replace: "[]",
    },
  },
  {
    id: "graph-search-brackets",
    feature: "`$search`: AND, OR and brackets",
    entra: "Clauses in double quotes, joined by AND and OR, with brackets for precedence.",
    source: searchPage,
    test: `${onUsers} > "displayName:a" AND ("displayName:turing" OR "displayName:hopper")`,
    breakIt: {
      file: search,
      find: "matchers.every((matches) => matches(fields))",
      replace: "matchers.some((matches) => matches(fields))",
    },
  },
  {
    id: "graph-search-combined",
    feature: "`$search` beside `$filter`",
    entra: "Both have to match.",
    source: searchPage,
    test: `${onUsers} > goes together with $filter, $select, $orderby and $count`,
    breakIt: {
      file: "graph/collection.ts",
      find: "passes.every((passed) => passed(item))",
      replace: "passes.some((passed) => passed(item))",
    },
  },
  {
    id: "graph-search-header",
    feature: "`$search` without `ConsistencyLevel: eventual`",
    entra: "400 Request_UnsupportedQuery, which names the header.",
    source: advanced,
    ours: "same; the wording is from public reports",
    test: `${onUsers} > wants ConsistencyLevel: eventual`,
    breakIt: {
      file: "graph/collection.ts",
      find: "if (isEventual(exchange)) return search;",
      replace: "if (search) return search;",
    },
  },
  {
    id: "graph-search-malformed",
    feature: "`$search` that is no search",
    entra: "400; the wording is not documented.",
    source: "unconfirmed",
    ours: "400 BadRequest, which says what a clause looks like",
    test: `${onUsers} > refuses what is no search: "ada"`,
    breakIt: {
      file: search,
      find: 'if (colon < 1 || text === "" || !known.includes(property)) throw',
      replace: 'if (text === "") throw',
    },
  },
  {
    id: "graph-search-hidden",
    feature: "`$search` for what the token may not see",
    entra: "Not documented.",
    source: "unconfirmed",
    ours: "403, as for `$filter`: the answer would give it away",
    test: `${onUsers} > does not give away what the token may not see`,
    breakIt: {
      file: "graph/list-users.ts",
      find: "!isVisible(name, visibility)",
      replace: '!isVisible(name, visibility) && search === ""',
    },
  },
  {
    id: "graph-count-segment",
    feature: "`/$count`",
    entra: "The number of what the query lets through, as plain text.",
    source: advanced,
    test: "$count at the end of an address > is the bare number of what the query lets through",
    breakIt: {
      file: "graph/collection.ts",
      find: "countResponse(exchange, found.length)",
      replace: "countResponse(exchange, collection.items.length)",
    },
  },
  {
    id: "graph-count-segment-header",
    feature: "`/$count` without `ConsistencyLevel: eventual`",
    entra: "400 Request_BadRequest.",
    source: advanced,
    ours: "same; the wording is from public reports",
    test: "$count at the end of an address > wants ConsistencyLevel: eventual",
    breakIt: {
      file: "graph/collection.ts",
      find: "if (!isEventual(exchange)) {",
      replace: "if (exchange.request.bodyUsed) {",
    },
  },
  {
    id: "graph-unknown-option",
    feature: "A query option that does not exist",
    entra: "400; what begins without `$` is passed over.",
    source: "https://learn.microsoft.com/graph/query-parameters",
    ours: "same; the wording is unconfirmed",
    test: `${passedOver} > at any address of Graph that answers GET`,
    breakIt: {
      file: "graph/collection.ts",
      find: '  assertQueryOptions(exchange, "collection", supportedOptions(collection));\n',
      replace: "",
    },
  },
  {
    id: "graph-unknown-option-entity",
    feature: "A query option that does not exist, on a single resource",
    entra: "400.",
    source: "https://learn.microsoft.com/graph/query-parameters",
    ours: "same; the wording is unconfirmed",
    test: `${passedOver} > at any address of Graph that answers GET`,
    breakIt: {
      file: "graph/collection.ts",
      find: '  assertQueryOptions(exchange, "entity", ["$select"]);\n',
      replace: "",
    },
  },
  {
    id: "graph-repeated-option",
    feature: "A query option that is there twice",
    entra: "400.",
    source: "https://github.com/OData/odata.net",
    ours: "same; the wording is the OData library's, which is unconfirmed for Graph",
    test: `${passedOver} > nor one that is there twice: the second would go unseen`,
    breakIt: {
      file: "graph/query-options.ts",
      find: "names.indexOf(name) !== index",
      replace: "names.indexOf(name) > index",
    },
  },
  {
    id: "graph-count-value",
    feature: "`$count` that is neither true nor false",
    entra: "400.",
    source: "https://github.com/OData/odata.net",
    ours: "same; the wording is the OData library's, which is unconfirmed for Graph",
    test: `${passedOver} > nor a $count that is neither true nor false`,
    breakIt: {
      file: "graph/query-options.ts",
      find: "if (/^(?:true|false)$/iu.test(count)) return;",
      replace: "if (/^/u.test(count)) return;",
    },
  },
  {
    id: "graph-left-out-option",
    feature: "`$expand`, and other options that the mock leaves out",
    entra: "Answers them on many resources.",
    source: "https://learn.microsoft.com/graph/query-parameters#expand-parameter",
    ours: "501 NotImplemented, which names the option and says that the mock leaves it out",
    test: `${passedOver} > what Graph may have is said to be left out: 501, by its name`,
    breakIt: {
      file: "graph/query-options.ts",
      find: "if (graphMayHave[kind].has(refused)) {",
      replace: "if (graphMayHave[kind].size === 0) {",
    },
  },
  {
    id: "graph-custom-option",
    feature: "A query parameter without `$`",
    entra: "Passed over.",
    source: "unconfirmed",
    test: `${passedOver} > but an option that is not OData's is passed over, as by Graph`,
    breakIt: { file: "graph/query-options.ts", find: 'name.startsWith("$")', replace: 'name !== ""' },
  },
  {
    id: "graph-missing-segment",
    feature: "What the mock leaves out of Graph",
    entra: "Answers it.",
    source: "https://learn.microsoft.com/graph/api/overview",
    ours: "404 ResourceNotFound, which names the first segment that the mock does not have",
    test: "what is missing is refused by its own name > /v1.0/me/drive/root: drive",
    breakIt: {
      file: "endpoints/graph/unknown.ts",
      find: "return segmentLeftOut(firstUnknown(path, known));",
      replace: "return segmentLeftOut(path[0] ?? String(known.length));",
    },
  },
  {
    id: "graph-missing-function",
    feature: "Functions of a collection, such as `/users/delta`",
    entra: "Answers them.",
    source: "https://learn.microsoft.com/graph/api/user-delta",
    ours: "404 ResourceNotFound, which names the function: it is not taken for the id of a user",
    test: "what is missing is refused by its own name > /v1.0/users/delta: delta",
    breakIt: {
      file: "endpoints/graph/unknown.ts",
      find: 'const functions = ["delta", ',
      replace: "const functions = [",
    },
  },
  {
    id: "graph-beta",
    feature: "`/beta`",
    entra: "The beta version of everything.",
    source: "https://learn.microsoft.com/graph/versioning-and-support#beta-version",
    ours: "left out: 404, which says that this is beta",
    test: "what is missing is refused by its own name > beta is said to be beta",
    breakIt: {
      file: "endpoints/graph/unknown.ts",
      find: 'if (version === "beta") return betaLeftOut(path);',
      replace: "",
    },
  },
]);
