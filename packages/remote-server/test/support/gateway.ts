import { once } from "node:events";
import { createServer, request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** What stands in front of several servers that share one host. */
export interface Gateway {
  origin: string;
  /** From now on, what begins with `path` goes to this server, also if it went to another one before. @param strips whether the path is taken away before */
  route(path: string, listensAt: string, strips: boolean): void;
}

/** A gateway on a free port; it sends what comes under a well-known path to the server whose path stands behind that. */
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
