import { presentAsGraph } from "../graph/graph-error.ts";
import type { Endpoint } from "../http/endpoint.ts";

/** Whether the endpoint uses Graph's error format. All others use Entra's. */
export function speaksGraph(endpoint: Endpoint): boolean {
  return endpoint.presentError === presentAsGraph;
}
