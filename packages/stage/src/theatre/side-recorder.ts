import type { PlaySide, RawExchange, Recorder } from "@mcp-entra/workshop/recording";

/** Takes the exchanges of one side of a play. */
export type SideRecorder = Pick<Recorder, "record" | "replace">;

/** Addresses at which the browsers of the attacks stop: no program listens there. */
const arrivals = [
  { begins: "https://evil", to: "attacker" },
  { begins: "http://127.0.0.1:9/", to: "client" },
] as const;

/** Marks each exchange with its play, and shows where a redirect leads a browser out of sight of all taps. */
export function recordSide(recorder: SideRecorder, play: PlaySide): SideRecorder {
  const arrive = (exchange: RawExchange): void => {
    const arrival = arrivalAfter(exchange);
    if (arrival !== undefined) recorder.record({ ...arrival, play });
  };
  return {
    record: (exchange) => {
      const hop = recorder.record({ ...exchange, play });
      arrive(exchange);
      return hop;
    },
    replace: (id, exchange) => {
      const hop = recorder.replace(id, { ...exchange, play });
      arrive(exchange);
      return hop;
    },
  };
}

function arrivalAfter({ from, at, durationMs, response, known }: RawExchange): RawExchange | undefined {
  const { location } = response.headers;
  if (durationMs === null || from !== "browser" || typeof location !== "string") return undefined;
  const found = arrivals.find(({ begins }) => location.startsWith(begins));
  if (found === undefined) return undefined;
  return {
    at: new Date(Date.parse(at) + durationMs).toISOString(),
    durationMs: 0,
    from,
    to: found.to,
    transport: "http",
    method: "GET",
    url: location,
    request: { headers: {}, body: null },
    response: { status: null, headers: {}, body: null },
    known: { server: known?.server },
  };
}
