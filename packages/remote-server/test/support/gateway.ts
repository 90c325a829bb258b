import { once } from "node:events";
import { createServer, request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** A gateway in front of several servers on one host. */
export interface Gateway {
  origin: string;
  /**
   * From now on, requests for addresses that begin with `path` go to this server. It replaces an earlier route. @param strips whether the
   * gateway removes the path.
   */
  route(path: string, listensAt: string, strips: boolean): void;
}

/** A gateway on a free port. It sends a request for a well-known address to the server whose path is at the end of that address. */
export async function openGateway(): Promise<Gateway> {
  const routes: { path: string; listensAt: string; strips: boolean }[] = [];
  const server = createServer((incoming, outgoing) => {
    const { url = "/" } = incoming;
    const found = routes.find(
      ({ path }) =>
        url.startsWith(`${path}/`) || /^\/\.well-known\/[\w-]+(\/.*)/.exec(url)?.[1]?.startsWith(path),
    );
    if (found === undefined) {
      outgoing.writeHead(404).end("The gateway knows no such server.");
      return;
    }
    const inner = found.strips && url.startsWith(`${found.path}/`) ? url.slice(found.path.length) : url;
    const { method, headers } = incoming;
    const passed = httpRequest(new URL(found.listensAt), { path: inner, method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on("error", () => outgoing.destroy());
    outgoing.on("close", () => passed.destroy());
    incoming.pipe(passed);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    route: (path, listensAt, strips) => void routes.unshift({ path, listensAt, strips }),
  };
}
