import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, request } from "node:http";

/** A proxy for a tool that cannot send a token. It is in front of the tested server, and adds a token. */
export interface BearerProxy {
  url: URL;
  close(): Promise<void>;
}

/**
 * Forwards requests without changes, and adds the token. In Host and Origin, it replaces its own name by the server's. It keeps other
 * values, because the tool also tries to look like another client.
 */
export async function startBearerProxy(target: URL, token: string): Promise<BearerProxy> {
  const proxy = createServer((incoming, outgoing) => {
    const headers = translate(incoming.headers, target, incoming.socket.localPort, token);
    const forwarded = request(
      new URL(incoming.url ?? "/", target),
      { method: incoming.method, headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    forwarded.on("error", () => outgoing.destroy());
    incoming.pipe(forwarded);
  }).listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const address = proxy.address();
  if (address === null || typeof address === "string") throw new Error("The proxy has no port.");
  return {
    url: new URL(target.pathname, `http://localhost:${address.port}`),
    close: async () => {
      proxy.close();
      proxy.closeAllConnections();
    },
  };
}

function translate(
  headers: IncomingHttpHeaders,
  target: URL,
  ownPort: number | undefined,
  token: string,
): IncomingHttpHeaders {
  const own = `localhost:${ownPort}`;
  const { host, origin } = headers;
  return {
    ...headers,
    authorization: `Bearer ${token}`,
    host: host === own ? target.host : host,
    ...(origin === undefined ? {} : { origin: origin === `http://${own}` ? target.origin : origin }),
  };
}
