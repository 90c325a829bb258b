import { once } from "node:events";
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from "node:http";

export interface Proxy {
  /** The public address of all instances. */
  url: string;
  /** The ports of the instances in use. */
  instances: number[];
  /** The instance of each request, in order. */
  log: { path: string; port: number }[];
  close(): Promise<void>;
}

/**
 * Sends each request to the next instance, without sticky sessions. Like a load balancer, it skips an instance that it cannot reach. If
 * an answer ends too early, the client gets a 502.
 */
export async function startRoundRobinProxy(port: number): Promise<Proxy> {
  const agent = new Agent({ keepAlive: true });
  const instances: number[] = [];
  const log: Proxy["log"] = [];
  let turn = 0;
  const server = createServer((incoming, outgoing) => {
    const body: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => body.push(chunk));
    incoming.on("end", () => forward(incoming, Buffer.concat(body), outgoing, instances.length));
  });

  const forward = (incoming: IncomingMessage, body: Buffer, outgoing: ServerResponse, left: number): void => {
    turn += 1;
    const instance = instances[turn % instances.length];
    if (instance === undefined || left <= 0) return void outgoing.writeHead(502).end();
    const { method, url: path = "/", headers } = incoming;
    const upstream = request({ host: "127.0.0.1", port: instance, method, path, headers, agent });
    upstream.once("response", (response) => {
      log.push({ path: path.replace(/\?.*/, ""), port: instance });
      outgoing.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(outgoing);
      response.once("error", () => outgoing.destroy());
    });
    upstream.once("error", (error: NodeJS.ErrnoException) => {
      if (outgoing.headersSent) outgoing.destroy();
      // Nothing was sent, so another instance can get the request.
      else if (error.code === "ECONNREFUSED") forward(incoming, body, outgoing, left - 1);
      else outgoing.writeHead(502).end();
    });
    upstream.end(body);
  };

  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://localhost:${port}`,
    instances,
    log,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      agent.destroy();
      await closed;
    },
  };
}
