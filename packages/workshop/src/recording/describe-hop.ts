import type { Hop, Lane } from "./hop.ts";
import type { RawExchange } from "./raw-exchange.ts";

/** What a hop means. */
export type Description = Pick<Hop, "step" | "why" | "page" | "source">;

/** @param exchange its secrets are not read. */
export function describeHop({ from, to, method }: RawExchange): Description {
  return { step: null, why: `${names[from]} asks ${names[to]} (${method}).`, page: null, source: null };
}

/** How a sentence calls them. */
const names: Record<Lane, string> = {
  browser: "The browser",
  client: "the MCP client",
  server: "the MCP server",
  entra: "Entra ID",
  graph: "Microsoft Graph",
  attacker: "the attacker",
  service: "another service",
};
