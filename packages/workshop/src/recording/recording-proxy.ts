import { once } from "node:events";
import {
  type ClientRequest,
  createServer,
  type IncomingMessage,
  request as startRequest,
  type ServerResponse,
} from "node:http";
import { type Watch, watchExchange, type WatchOptions } from "./watch-exchange.ts";

/** A proxy in front of an MCP server that records all requests and answers. */
export interface RecordingProxy {
  /** An origin, for PUBLIC_URL. Clients see the proxy as the server. */
  publicUrl: string;
  /** @param origin the new origin of the server. After a restart, its port differs. */
  forwardTo(origin: string): void;
  close(): Promise<void>;
}

export interface RecordingProxyOptions extends WatchOptions {
  /** Default: 0, which means a free port. */
  port?: number;
}

/**
 * Forwards requests without changes, with their Host header, and returns the answers. Streams are not delayed. If one side ends the
 * connection, the proxy ends the other. It listens on loopback only, without TLS.
 *
 * @throws Error if the port is in use.
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
    // The server could close a kept connection at the moment when the next request is sent.
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

/** If the client ends the connection, the request to the server ends too. */
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
  // The first event of a stream may come late, and the client needs the headers before that.
  outgoing.flushHeaders();
  answer.on("data", (chunk: Buffer) => watch.received(chunk));
  answer.once("end", () => watch.ended());
  answer.once("error", () => {
    watch.ended("the server has ended the answer");
    outgoing.destroy();
  });
  answer.pipe(outgoing);
}

/** Without the headers that are for one connection (RFC 9110 §7.6.1). `rawHeaders` has names and values in turn. */
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
