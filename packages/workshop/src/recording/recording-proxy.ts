import { once } from "node:events";
import {
  type ClientRequest,
  createServer,
  type IncomingMessage,
  request as startRequest,
  type ServerResponse,
} from "node:http";
import { type Watch, watchExchange, type WatchOptions } from "./watch-exchange.ts";

/** What stands in front of an MCP server, and sees all that is said to it. */
export interface RecordingProxy {
  /** An origin, for PUBLIC_URL: to its clients, the proxy is the server. */
  publicUrl: string;
  /** @param origin of the server from now on: one that is started again has another port. */
  forwardTo(origin: string): void;
  close(): Promise<void>;
}

export interface RecordingProxyOptions extends WatchOptions {
  /** 0, which is the default, for a free one. */
  port?: number;
}

/**
 * Passes requests on as they come, with their Host header, and the answers back: streams as they flow, and an end on one side as an end
 * on the other. It listens on loopback only, without TLS.
 *
 * @throws Error when the port is taken.
 */
export async function startRecordingProxy(options: RecordingProxyOptions): Promise<RecordingProxy> {
  const { port = 0 } = options;
  let target: string | undefined;
  const server = createServer((incoming, outgoing) => {
    if (target === undefined) outgoing.writeHead(503).end("The server is not there yet.\n");
    else pass(incoming, outgoing, target, options);
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The recording proxy has no port.");
  return {
    publicUrl: `http://localhost:${address.port}`,
    forwardTo: (origin) => void (target = origin),
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function pass(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  target: string,
  options: RecordingProxyOptions,
): void {
  const watch = watchExchange(incoming, options);
  const { hostname, port } = new URL(target);
  const upstream = startRequest({
    host: hostname,
    port,
    method: incoming.method,
    path: incoming.url,
    headers: withoutHopByHop(incoming.rawHeaders),
    // A connection that is kept could be closed by the server just when the next request is sent.
    agent: false,
  });
  incoming.on("data", (chunk: Buffer) => watch.sent(chunk));
  incoming.once("end", () => watch.isSent());
  incoming.pipe(upstream);
  upstream.once("response", (answer) => passBack(answer, outgoing, watch));
  upstream.once("error", (error) => {
    watch.failed(error);
    if (outgoing.headersSent) outgoing.destroy();
    else outgoing.writeHead(502).end("The server does not answer.\n");
  });
  endWith(outgoing, upstream, watch);
}

/** A client that goes away ends the request at the server, too. */
function endWith(outgoing: ServerResponse, upstream: ClientRequest, watch: Watch): void {
  outgoing.once("close", () => {
    if (outgoing.writableFinished) return;
    watch.ended("the client has ended the request");
    upstream.destroy();
  });
}

function passBack(answer: IncomingMessage, outgoing: ServerResponse, watch: Watch): void {
  watch.answered(answer);
  outgoing.writeHead(answer.statusCode ?? 502, answer.statusMessage, withoutHopByHop(answer.rawHeaders));
  // A stream may say nothing for a while: its client waits for the headers.
  outgoing.flushHeaders();
  answer.on("data", (chunk: Buffer) => watch.received(chunk));
  answer.once("end", () => watch.ended());
  answer.once("error", () => {
    watch.ended("the server has ended the answer");
    outgoing.destroy();
  });
  answer.pipe(outgoing);
}

/** Those that are about one connection (RFC 9110 §7.6.1). Names and values in turn, repeated ones as they are. */
function withoutHopByHop(rawHeaders: readonly string[]): string[] {
  return rawHeaders.filter(
    (_, index) => !hopByHop.has((rawHeaders[index - (index % 2)] ?? "").toLowerCase()),
  );
}

const hopByHop = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);
