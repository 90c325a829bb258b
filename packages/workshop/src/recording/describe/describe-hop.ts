import type { Hop, Lane } from "../hop.ts";
import type { RawExchange } from "../raw-exchange.ts";
import { attackersPages, attackersRequests } from "./attacker.ts";
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
  if (exchange.from === "attacker") return attackersFacts(exchange, keys);
  const specific = factsOfServers[exchange.known?.server ?? "remote"];
  const common = { ...entra, ...attackersPages };
  const found = keys.map((key) => specific[key] ?? common[key]).find((facts) => facts !== undefined);
  const source = keys.map((key) => common[key]?.source).find((each) => each !== undefined);
  if (found === undefined) return plainFacts(exchange);
  return source === undefined || found.source !== undefined ? found : { ...found, source };
}

/** The code that answers is the same as for an honest request. */
function attackersFacts(exchange: RawExchange, keys: readonly string[]): Facts {
  const key = keys.find((each) => each in attackersRequests) ?? "";
  const { page, source } = factsOfServers[exchange.known?.server ?? "remote"][key] ?? entra[key] ?? {};
  return {
    ...(attackersRequests[key] ?? plainFacts(exchange)),
    ...(page === undefined ? {} : { page }),
    ...(source === undefined ? {} : { source }),
  };
}

function plainFacts({ from, to, method }: RawExchange): Facts {
  return { why: `${method}, from ${names[from]} to ${names[to]}.` };
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
