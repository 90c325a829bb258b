import { authenticateCaller } from "../../graph/authenticate.ts";
import { GraphError, presentAsGraph } from "../../graph/graph-error.ts";
import type { Endpoint } from "../../http/endpoint.ts";
import type { Exchange } from "../../http/exchange.ts";

/** Functions of collections. Otherwise they would look like the key of a member. */
const functions = ["delta", "getByIds", "validateProperties"];

/**
 * Refuses addresses that Graph may have and the mock does not, by the right name: `/me/photo` because of
 * `photo`, not because of `me`.
 * @param answered the addresses of all other endpoints
 */
export function unknownSegments(answered: (graph: string) => readonly string[]): Endpoint {
  return leftOut(
    (graph) => [`${graph}/v1.0/*`, `${graph}/beta/*`],
    ({ url, origins }) => {
      const [version, ...path] = segmentsOf(url.pathname);
      if (version === "beta") return betaLeftOut(path);
      const known = answered(origins.graph).map((each) => segmentsOf(new URL(each).pathname).slice(1));
      return segmentLeftOut(firstUnknown(path, known));
    },
  );
}

/** The same for functions such as `/users/delta`. @param answered the addresses of all other endpoints */
export function collectionFunctions(answered: (graph: string) => readonly string[]): Endpoint {
  const isMember = /:id$/u;
  return leftOut(
    (graph) =>
      answered(graph)
        .filter((url) => isMember.test(url))
        .flatMap((url) =>
          functions.flatMap((name) => [name, `${name}()`].map((each) => url.replace(isMember, each))),
        ),
    ({ url }) => segmentLeftOut(segmentsOf(url.pathname).at(-1) ?? ""),
  );
}

/** The token is checked first here, too: callers without a token do not learn which addresses exist. */
function leftOut(urls: (graph: string) => string[], errorOf: (exchange: Exchange) => GraphError): Endpoint {
  return {
    name: "graph-unknown",
    urls: ({ graph }) => urls(graph),
    methods: ["GET", "POST", "PUT", "PATCH", "DELETE"],
    presentError: presentAsGraph,
    respond: async (exchange) => {
      await authenticateCaller(exchange);
      throw errorOf(exchange);
    },
  };
}

function segmentsOf(path: string): string[] {
  return path.split("/").filter((segment) => segment !== "");
}

/** The first segment that no endpoint has. */
function firstUnknown(path: readonly string[], known: readonly string[][]): string {
  let candidates = known;
  for (const [index, segment] of path.entries()) {
    candidates = candidates.filter((pattern) => matches(pattern[index], segment));
    if (candidates.length === 0) return segment;
  }
  return path.at(-1) ?? "";
}

/** A key matches any segment: alone, or between brackets. */
function matches(pattern: string | undefined, segment: string): boolean {
  if (pattern === undefined) return false;
  const bare = pattern.replace(/\(.*\)$/u, "");
  return pattern.startsWith(":") ? !segment.startsWith("$") : bare === segment.replace(/\(.*\)$/u, "");
}

function segmentLeftOut(segment: string): GraphError {
  return new GraphError(
    404,
    "ResourceNotFound",
    `Resource not found for the segment '${segment}'. mock-entra has a part of Microsoft Graph only; its README lists it.`,
  );
}

function betaLeftOut(path: readonly string[]): GraphError {
  return new GraphError(
    404,
    "ResourceNotFound",
    `mock-entra leaves out the beta version of Microsoft Graph: '/beta/${path.join("/")}' is not here. What is in /v1.0 is in its README.`,
  );
}
