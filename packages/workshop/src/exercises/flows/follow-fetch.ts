import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { type BodySample, createBodySample } from "../../recording/body-sample.ts";

/** A request of `fetch` to this machine, and what has been seen of its answer. */
export interface FollowedRequest {
  began: number;
  method: string;
  url: string;
  /** Names and values in turn. */
  headers: readonly string[];
  sent: BodySample;
  received: BodySample;
  answer?: { statusCode: number; headers: readonly Uint8Array[] };
  /** When the answer was complete, or the request failed. */
  ended?: number;
}

/** The fields that are read here of what Node's `fetch` publishes. */
interface Published {
  /** The same object in all events of one request. */
  request: { origin: string; path: string; method: string; headers: readonly string[] };
  chunk: Uint8Array;
  response: NonNullable<FollowedRequest["answer"]>;
}

/**
 * Follows the requests of `fetch` in this process to servers on this machine, with Node's own events. It copies no request and no
 * answer, so the tests of an exercise take hardly longer.
 *
 * @returns a function that ends this.
 * @see https://github.com/nodejs/undici/blob/main/docs/docs/api/DiagnosticsChannel.md
 */
export function followFetch(keep: (followed: FollowedRequest) => void): () => void {
  const seen = new WeakMap<object, FollowedRequest>();
  const create = ({ request }: Published): void => {
    const { origin, path, method, headers } = request;
    if (!/^http:\/\/(?:localhost|127\.0\.0\.1)(?::|$)/.test(origin)) return;
    const [sent, received] = [createBodySample(), createBodySample()];
    const followed = { began: Date.now(), method, url: origin + path, headers, sent, received };
    seen.set(request, followed);
    keep(followed);
  };
  const later =
    (see: (followed: FollowedRequest, published: Published) => void) =>
    (published: Published): void => {
      const followed = seen.get(published.request);
      if (followed !== undefined) see(followed, published);
    };
  const listeners = Object.entries({
    create,
    bodyChunkSent: later(({ sent }, { chunk }) => sent.add(Buffer.from(chunk))),
    headers: later((followed, { response }) => (followed.answer = response)),
    bodyChunkReceived: later(({ received }, { chunk }) => received.add(Buffer.from(chunk))),
    trailers: later((followed) => (followed.ended = Date.now())),
    error: later((followed) => (followed.ended = Date.now())),
  }).map(([name, listener]) => ({
    channel: `undici:request:${name}`,
    onMessage: (published: unknown) => {
      if (isPublished(published)) listener(published);
    },
  }));
  for (const { channel, onMessage } of listeners) subscribe(channel, onMessage);
  return () => {
    for (const { channel, onMessage } of listeners) unsubscribe(channel, onMessage);
  };
}

function isPublished(value: unknown): value is Published {
  return typeof value === "object" && value !== null && "request" in value;
}
