import { GraphError } from "../graph/graph-error.ts";

/** Refusals of directory changes, with Graph's messages. The portal shows the same messages. */
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
