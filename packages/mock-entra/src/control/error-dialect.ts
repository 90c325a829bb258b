import { presentAsGraph } from "../graph/graph-error.ts";
import type { Endpoint } from "../http/endpoint.ts";

/** Whether the endpoint refuses in Graph's words; all others refuse in Entra's. */
export function speaksGraph(endpoint: Endpoint): boolean {
  return endpoint.presentError === presentAsGraph;
}
