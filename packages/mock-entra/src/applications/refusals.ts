import { GraphError } from "../graph/graph-error.ts";

/** Refusals of what is asked of the directory, in Graph's words; the portal shows the same. */
export function badRequest(message: string): GraphError {
  return new GraphError(400, "Request_BadRequest", message);
}

export function notFound(id: string): GraphError {
  return new GraphError(
    404,
    "Request_ResourceNotFound",
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );
}

export function sameValue(property: string): GraphError {
  return new GraphError(
    400,
    "Request_MultipleObjectsWithSameKeyValue",
    `Another object with the same value for property ${property} already exists.`,
  );
}
