import { witnessedBy } from "../witnessed-by.ts";

const listUsers = "https://learn.microsoft.com/graph/api/user-list";
const queryParameters = "https://learn.microsoft.com/graph/query-parameters";
const memberOf = "https://learn.microsoft.com/graph/api/user-list-memberof";

/** Users and groups. */
export const directoryRows = [
  ...witnessedBy("test/graph.test.ts", [
    {
      id: "graph-null-properties",
      feature: "Properties without a value",
      entra: "Are null, not missing.",
      source: listUsers,
      test: "GET /me > what is unset is null, not missing",
      breakIt: {
        file: "graph/user-resource.ts",
        find: "(propertyOf(user, property) ?? null)",
        replace: "(propertyOf(user, property) ?? undefined)",
      },
    },
    {
      id: "graph-select",
      feature: "$select",
      entra: "Only these properties, named in @odata.context; an unknown one is a 400 that names it.",
      source: queryParameters,
      test: "GET /me > $select takes known properties, and names the first unknown one",
      breakIt: {
        file: "graph/select.ts",
        find: 'return select ? `(${select.join(",")})` : "";',
        replace: 'return "";',
      },
    },
  ]),
  ...witnessedBy("test/graph-users.test.ts", [
    {
      id: "graph-basic-profile",
      feature: "User.ReadBasic.All",
      entra:
        "Shows displayName, givenName, id, mail, surname and userPrincipalName of other users (and their photo).",
      source: "https://learn.microsoft.com/graph/permissions-reference#userreadbasicall",
      ours: "same, without photos; that all other properties come as null is unconfirmed",
      test: "who sees what of whom > User.ReadBasic.All shows the basic profile of others, and nothing else of them",
      breakIt: { file: "graph/user-resource.ts", find: 'return "basic";', replace: 'return "full";' },
    },
    {
      id: "graph-full-profile",
      feature: "User.Read.All and Directory.Read.All",
      entra: "Show the full profile of other users.",
      source: listUsers,
      test: "who sees what of whom > User.Read.All shows the full profile",
      breakIt: {
        file: "graph/user-resource.ts",
        find: '["User.Read.All", "Directory.Read.All"]',
        replace: "[]",
      },
    },
    {
      id: "graph-own-profile",
      feature: "User.Read",
      entra: "Shows users themselves in full, by id as well, and no other user.",
      source: "https://learn.microsoft.com/graph/api/user-get#permissions",
      test: "who sees what of whom > User.Read shows users themselves in full, and no other user",
      breakIt: {
        file: "endpoints/graph/user.ts",
        find: 'user.id === caller.user?.id ? "full" : visibilityOfOthers(caller)',
        replace: '"full"',
      },
    },
    {
      id: "graph-user-not-found",
      feature: "An unknown user",
      entra: "404 Request_ResourceNotFound, which names the id that was asked for.",
      source: "issue",
      test: "who sees what of whom > a user whom the directory does not have is not found",
      breakIt: {
        file: "graph/graph-error.ts",
        find: '"Request_ResourceNotFound"',
        replace: '"ResourceNotFound"',
      },
    },
    {
      id: "graph-paging",
      feature: "$top and @odata.nextLink",
      entra: "A page, and a link with an opaque $skiptoken that repeats the query; 100 users without $top.",
      source: "https://learn.microsoft.com/graph/paging",
      test: "OData > $top cuts into pages, and following @odata.nextLink finds everybody once",
      breakIt: { file: "graph/page-of.ts", find: "all.slice(start, end)", replace: "all.slice(0, size)" },
    },
    {
      id: "graph-top-bounds",
      feature: "$top out of bounds",
      entra: "400 Request_UnsupportedQuery: between 1 and 999.",
      source: "issue",
      test: "OData > $top=1000 is refused as Graph refuses it",
      breakIt: { file: "graph/page-of.ts", find: "maximumPageSize = 999", replace: "maximumPageSize = 1000" },
    },
    {
      id: "graph-skip",
      feature: "$skip",
      entra: "Not supported for users.",
      source: listUsers,
      ours: "same; code and message are unconfirmed",
      test: "OData > $skip=1 is refused as Graph refuses it",
      breakIt: {
        file: "graph/page-of.ts",
        find: 'searchParams.has("$skip")',
        replace: 'searchParams.has("$hop")',
      },
    },
    {
      id: "graph-filter-eq",
      feature: "$filter with eq",
      entra: "Strings compare without case.",
      source: queryParameters,
      test: "OData > ?$filter=displayName eq 'ada lovelace'",
      breakIt: {
        file: "graph/filter/comparisons.ts",
        find: "[value.toLowerCase(), literal.value.toLowerCase()]",
        replace: "[value, literal.value]",
      },
    },
    {
      id: "graph-filter-startswith",
      feature: "$filter with startswith, and, or, brackets",
      entra: "Supported for the common properties.",
      source: "https://learn.microsoft.com/graph/filter-query-parameter",
      test: "OData > ?$filter=startswith(displayName,'a') and surname eq 'Turing'",
      breakIt: {
        file: "graph/filter/parse-filter.ts",
        find: "clauses.every((matches) => matches(item))",
        replace: "clauses.some((matches) => matches(item))",
      },
    },
    {
      id: "graph-filter-quote",
      feature: "A quote in $filter",
      entra: "Is doubled.",
      source: queryParameters,
      test: "OData > a quote in a name is doubled in a filter",
      breakIt: { file: "graph/filter/filter-tokens.ts", find: `.replaceAll("''", "'")`, replace: "" },
    },
    {
      id: "graph-filter-unsupported",
      feature: "Advanced operators in $filter",
      entra:
        "ne, not and endswith need ConsistencyLevel: eventual and $count=true, else 400 Request_UnsupportedQuery.",
      source: "https://learn.microsoft.com/graph/aad-advanced-queries",
      test: "OData > $filter=displayName ne 'x' is refused as Graph refuses it",
      breakIt: {
        file: "graph/filter/parse-filter.ts",
        find: '(operator === "ne" && !fields.isAdvanced)',
        replace: 'operator === ""',
      },
    },
    {
      id: "graph-filter-visibility",
      feature: "$filter on a property that the token does not show",
      entra: "Does not give it away.",
      source: "unconfirmed",
      test: "OData > a filter does not give away what the token may not see",
      breakIt: {
        file: "graph/filter/user-filter.ts",
        find: "  if (!isVisible(name, visibility)) throw accessDenied();\n",
        replace: "",
      },
    },
    {
      id: "graph-order",
      feature: "$orderby",
      entra: "By displayName or userPrincipalName; together with $filter only as an advanced query.",
      source: "https://learn.microsoft.com/graph/aad-advanced-queries",
      test: "OData > ?$orderby=displayName desc",
      breakIt: { file: "graph/sort.ts", find: 'direction === "desc" ? -1 : 1', replace: "1" },
    },
    {
      id: "graph-count",
      feature: "$count",
      entra: "Needs ConsistencyLevel: eventual.",
      source: "https://learn.microsoft.com/graph/aad-advanced-queries",
      ours: "same",
      test: "OData > $count needs ConsistencyLevel: eventual, and makes $filter and $orderby go together",
      breakIt: {
        file: "graph/query-options.ts",
        find: 'request.headers.get("consistencylevel")?.toLowerCase() === "eventual"',
        replace: "request.headers !== null",
      },
    },
    {
      id: "graph-member-of-limited",
      feature: "memberOf with User.Read alone",
      entra: "Groups come with type and id; what they are called is null.",
      source: "https://learn.microsoft.com/graph/permissions-overview",
      test: "memberOf > with User.Read, one's groups have an id and no name",
      breakIt: {
        file: "graph/group-resource.ts",
        find: 'isReadable || property === "id" ? (group[property] ?? null) : null',
        replace: "group[property]",
      },
    },
    {
      id: "graph-member-of",
      feature: "memberOf with a permission for groups",
      entra: "Direct memberships, as directory objects.",
      source: memberOf,
      ours: "groups only: no directory roles or administrative units, and a part of a group's properties",
      test: "memberOf > with a permission for groups, they have a name",
      breakIt: {
        file: "graph/group-resource.ts",
        find: "groupReaders.includes(permission)",
        replace: "groupReaders.includes(`${permission}.`)",
      },
    },
    {
      id: "graph-member-of-others",
      feature: "memberOf of another user",
      entra: "Needs more than User.Read.",
      source: memberOf,
      test: "memberOf > other people's groups need more than User.Read",
      breakIt: {
        file: "graph/membership.ts",
        find: 'user.id === caller.user?.id ? "oneself" : "user"',
        replace: '"oneself"',
      },
    },
  ]),
];
