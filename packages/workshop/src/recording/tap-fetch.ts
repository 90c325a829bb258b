import { createBodySample } from "./body-sample.ts";
import type { ServerKind } from "./describe/server-kind.ts";
import type { Lane } from "./hop.ts";
import type { RawExchange, RawMessage } from "./raw-exchange.ts";

/** Sender and receiver of a request of this process. Undefined: do not record it, for example because another tap does. */
export type LanesOf = (url: URL, headers: Headers) => { from: Lane; to: Lane } | undefined;

/** A recorder, or an object that keeps exchanges for one. */
export interface ExchangeListener {
  record(exchange: RawExchange): { id: number };
  replace(id: number, exchange: RawExchange): unknown;
}

/** A `fetch` that records requests and answers. It does not delay streams, and records only their beginning. */
export function tapFetch(
  recorder: ExchangeListener,
  lanesOf: LanesOf,
  {
    fetch: original = fetch,
    server,
    now = Date.now,
  }: { fetch?: typeof fetch; server?: ServerKind; now?: () => number } = {},
): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const lanes = lanesOf(new URL(request.url), request.headers);
    if (lanes === undefined) return original(input, init);
    const began = now();
    const sent = await sampleOf(request.clone());
    const exchange = (
      response: RawExchange["response"],
      durationMs: number | null,
      error?: string,
    ): RawExchange => ({
      at: new Date(began).toISOString(),
      durationMs,
      ...lanes,
      transport: "http",
      method: request.method,
      url: request.url,
      request: sent,
      response,
      known: { server, ...(error === undefined ? {} : { error }) },
    });
    const { id } = recorder.record(exchange({ status: null, headers: {}, body: null }, null));
    try {
      const response = await original(
        request,
        init?.redirect === undefined ? {} : { redirect: init.redirect },
      );
      const { status } = response;
      return passOn(response, (message, isOver) =>
        recorder.replace(id, exchange({ status, ...message }, isOver ? now() - began : null)),
      );
    } catch (error) {
      recorder.replace(id, exchange({ status: null, headers: {}, body: null }, now() - began, "no answer"));
      throw error;
    }
  };
}

/** @param tell is called immediately, at the first piece of the body, and at the end. */
function passOn(response: Response, tell: (message: RawMessage, isOver: boolean) => void): Response {
  const headers = headersOf(response.headers);
  const { body } = response;
  if (body === null) {
    tell({ headers, body: null }, true);
    return response;
  }
  const sample = createBodySample();
  const seen = (): RawMessage => ({ headers, body: sample.text(), isCut: sample.isCut() });
  // Immediately, because a client may never read the body, as of a redirect.
  tell(seen(), false);
  let isFirst = true;
  const watched = body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, controller) => {
        sample.add(chunk);
        if (isFirst) tell(seen(), false);
        isFirst = false;
        controller.enqueue(chunk);
      },
      flush: () => tell(seen(), true),
    }),
  );
  const { status, statusText, url } = response;
  const passed = new Response(watched, { status, statusText, headers: response.headers });
  // A new Response has no address, and code that follows redirects needs it.
  return Object.defineProperty(passed, "url", { value: url });
}

async function sampleOf(request: Request): Promise<RawMessage> {
  const sample = createBodySample();
  sample.add(new Uint8Array(await request.arrayBuffer()));
  return { headers: headersOf(request.headers), body: sample.text(), isCut: sample.isCut() };
}

function headersOf(headers: Headers): Record<string, string | string[]> {
  const cookies = headers.getSetCookie();
  return { ...Object.fromEntries(headers), ...(cookies.length === 0 ? {} : { "set-cookie": cookies }) };
}
