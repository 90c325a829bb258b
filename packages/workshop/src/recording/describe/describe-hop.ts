import type { Hop, Lane } from "../hop.ts";
import type { RawExchange } from "../raw-exchange.ts";
import { entra } from "./entra.ts";
import { entraTokensServer } from "./entra-tokens-server.ts";
import { exercise2, exercise3, exercise5 } from "./exercises.ts";
import type { Facts, FactsByKey } from "./facts.ts";
import { keysOfExchange } from "./key-of-exchange.ts";
import { localServer } from "./local-server.ts";
import { remoteServer } from "./remote-server.ts";
import type { ServerKind } from "./server-kind.ts";
import { sourceLine } from "./source-line.ts";

/** What a hop means. */
export type Description = Pick<Hop, "step" | "why" | "page" | "source">;

export const factsOfServers: Record<ServerKind, FactsByKey> = {
  remote: remoteServer,
  "entra-tokens": entraTokensServer,
  local: localServer,
  "exercise-2": exercise2,
  "exercise-3": exercise3,
  "exercise-5": exercise5,
};

/** @returns a function that describes exchanges. It looks up each line of the sources once. */
export function createDescriber(): (exchange: RawExchange) => Description {
  const lines = new Map<string, string | null>();
  const lineOf = (source: string): string | null => {
    const line = lines.get(source) ?? sourceLine(source);
    lines.set(source, line);
    return line;
  };
  return (exchange) => {
    const { step = null, why, page, source } = factsOf(exchange);
    return {
      step,
      why,
      page: page === undefined ? null : `docs/lesson/${page}`,
      source: source === undefined ? null : lineOf(source),
    };
  };
}

function factsOf(exchange: RawExchange): Facts {
  const keys = keysOfExchange(exchange);
  const specific = factsOfServers[exchange.known?.server ?? "remote"];
  const found = keys.map((key) => specific[key] ?? entra[key]).find((facts) => facts !== undefined);
  const source = keys.map((key) => entra[key]?.source).find((each) => each !== undefined);
  const { from, to, method } = exchange;
  if (found === undefined) return { why: `${method}, from ${names[from]} to ${names[to]}.` };
  return source === undefined || found.source !== undefined ? found : { ...found, source };
}

const names: Record<Lane, string> = {
  browser: "the browser",
  client: "the MCP client",
  server: "the MCP server",
  entra: "Entra ID",
  graph: "Microsoft Graph",
  attacker: "the attacker",
  service: "another service",
};
