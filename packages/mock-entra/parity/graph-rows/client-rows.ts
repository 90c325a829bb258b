import { witnessedBy } from "../witnessed-by.ts";

/** The results of Microsoft's Graph client, unmodified. */
export const clientRows = witnessedBy("test/graph-client-directory.test.ts", [
  {
    id: "graph-client-paging",
    feature: "Paging with the unmodified Graph client",
    entra: "Its page iterator follows @odata.nextLink.",
    source: "library",
    test: "the Graph client's page iterator finds every user, a page at a time",
    breakIt: {
      file: "graph/collection.ts",
      find: '{ "@odata.nextLink": nextLink }',
      replace: "{ nextLink }",
    },
  },
  {
    id: "graph-client-refusal",
    feature: "A refusal with the unmodified Graph client",
    entra: "Status, code and request id are read from the body.",
    source: "library",
    test: "the Graph client reads code, status and request id out of a refusal",
    breakIt: {
      file: "graph/graph-error.ts",
      find: '"request-id": exchange.traceId',
      replace: '"request": exchange.traceId',
    },
  },
]);
