import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Caller } from "../http/exchange.ts";
import { isLoopbackAddress } from "./bind-server.ts";

/** Answers a standard `Request`. */
export type FetchHandler = (request: Request, caller: Caller) => Promise<Response>;

/** Much larger than any form of the protocol. */
const maximumBodyBytes = 256 * 1024;

/**
 * Serves a fetch-style handler from a Node server with the name `origin`. A request for any other host is
 * refused: otherwise an attacker's page could point its own name to 127.0.0.1 and read the answers (DNS
 * rebinding).
 */
export function createNodeListener(
  origin: () => string,
  hosts: () => readonly string[],
  handle: FetchHandler,
): RequestListener {
  return (incoming, outgoing) => {
    const caller: Caller = {
      isOnThisMachine: isLoopbackAddress(incoming.socket.remoteAddress),
      hungUp: () => hungUpSignal(outgoing),
    };
    respond({ incoming, caller }, origin(), hosts(), handle)
      .then((response) => send(response, incoming, outgoing))
      .catch(() => {
        outgoing.destroy();
      });
  };
}

/** A `Request` cannot have them (Fetch standard, "forbidden method"). */
const forbiddenMethods = new Set(["CONNECT", "TRACE", "TRACK"]);

interface Arrival {
  incoming: IncomingMessage;
  caller: Caller;
}

/** Created only on demand, for slow requests: a signal in every request costs too much time. */
function hungUpSignal(outgoing: ServerResponse): AbortSignal {
  const hungUp = new AbortController();
  if (outgoing.destroyed) hungUp.abort();
  outgoing.once("close", () => {
    if (!outgoing.writableFinished) hungUp.abort();
  });
  return hungUp.signal;
}

async function respond(
  { incoming, caller }: Arrival,
  origin: string,
  hosts: readonly string[],
  handle: FetchHandler,
): Promise<Response> {
  const path = incoming.url ?? "";
  if (!hosts.includes(incoming.headers.host?.toLowerCase() ?? "")) {
    return text(421, `This is mock-entra at ${origin}; it does not answer for another host.`);
  }
  if (forbiddenMethods.has(incoming.method ?? "")) return text(405, "This method is not for the web.");
  if (!path.startsWith("/")) return text(400, "The request target has to be a path.");
  const body = await readBody(incoming);
  if (body === "too large") return text(413, `The body is larger than ${maximumBodyBytes} bytes.`);
  try {
    return await handle(toRequest(incoming, origin + path, body), caller);
  } catch (error) {
    return text(500, `mock-entra failed: ${error instanceof Error ? error.message : "unknown error"}`);
  }
}

function text(status: number, message: string): Response {
  return new Response(`${message}\n`, { status, headers: { "Content-Type": "text/plain; charset=utf-8" } });
}

async function readBody(incoming: IncomingMessage): Promise<Buffer<ArrayBuffer> | "too large"> {
  const chunks: Buffer[] = [];
  let size = 0;
  const iterator: AsyncIterable<Buffer> = incoming.iterator({ destroyOnReturn: false });
  for await (const chunk of iterator) {
    size += chunk.length;
    if (size > maximumBodyBytes) return "too large";
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function toRequest(incoming: IncomingMessage, url: string, body: Buffer<ArrayBuffer>): Request {
  const method = incoming.method ?? "GET";
  // Names and values alternately. Node's other forms drop repeated headers, or take longer.
  const headers: [string, string][] = [];
  for (let index = 0; index + 1 < incoming.rawHeaders.length; index += 2) {
    headers.push([incoming.rawHeaders[index] ?? "", incoming.rawHeaders[index + 1] ?? ""]);
  }
  const mayHaveBody = method !== "GET" && method !== "HEAD";
  return new Request(url, { method, headers, ...(mayHaveBody ? { body } : {}) });
}

async function send(response: Response, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  outgoing.statusCode = response.status;
  for (const [name, value] of response.headers) {
    if (name !== "set-cookie") outgoing.setHeader(name, value);
  }
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) outgoing.setHeader("set-cookie", cookies);
  // The rest of an oversized body is not read, so the connection cannot be used again.
  if (!incoming.complete) outgoing.setHeader("connection", "close");
  const type = response.headers.get("content-type") ?? "";
  if (type.startsWith("text/event-stream")) return sendEvents(response, outgoing);
  // Every other answer is small and complete. Nearly all are text: a string is sent together with its
  // headers.
  const isImage = type.startsWith("image/");
  const body = isImage ? Buffer.from(await response.arrayBuffer()) : await response.text();
  outgoing.end(incoming.method === "HEAD" ? undefined : body);
}

/** Ends only when the reader leaves. */
async function sendEvents({ body }: Response, outgoing: ServerResponse): Promise<void> {
  const reader = body?.getReader();
  outgoing.once("close", () => void reader?.cancel());
  for (let part = await reader?.read(); part?.done === false; part = await reader?.read())
    outgoing.write(part.value);
  outgoing.end();
}
