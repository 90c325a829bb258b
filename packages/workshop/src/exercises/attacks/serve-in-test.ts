import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { onTestFinished } from "vitest";

interface TestServer {
  http: Server;
  origin: string;
  listeners: RequestListener[];
  /** Requests without a complete answer. */
  open: number;
}

/** Servers without a test. With a new server for each test, addresses and connections took a tenth of the time of the tests. */
const idle: TestServer[] = [];

/**
 * An HTTP server on a free port of this machine, for the running test. A server of an earlier test is used again, with no listener of
 * it left. It is closed, and not used again, if it did not answer each request.
 *
 * @returns `origin`, and `listen`, which adds a listener for requests, as `http.on("request", …)` does.
 */
export async function serveInTest(): Promise<{
  origin: string;
  listen: (listener: RequestListener) => void;
}> {
  const server = idle.pop() ?? (await createTestServer());
  onTestFinished(async () => {
    server.listeners = [];
    if (server.open === 0) idle.push(server);
    else await close(server);
  });
  return { origin: server.origin, listen: (listener) => void server.listeners.push(listener) };
}

async function createTestServer(): Promise<TestServer> {
  // No time-out: the client ends unused connections. If the server did, a request could come at the same moment and fail.
  const http = createServer({ keepAliveTimeout: 0 }).listen(0, "localhost").unref();
  await once(http, "listening");
  const address = http.address();
  if (typeof address !== "object" || address === null) throw new Error("A test's server has no port.");
  const server: TestServer = { http, origin: `http://localhost:${address.port}`, listeners: [], open: 0 };
  // Unused servers and connections do not keep a process running.
  http.on("connection", (socket) => socket.unref());
  http.on("request", (request, response) => {
    server.open += 1;
    let isOpen = true;
    const end = (): void => {
      if (isOpen) server.open -= 1;
      isOpen = false;
    };
    response.once("finish", end).once("close", end);
    if (server.listeners.length === 0) request.destroy();
    for (const listener of server.listeners) listener(request, response);
  });
  return server;
}

async function close({ http }: TestServer): Promise<void> {
  const closed = once(http, "close");
  http.closeAllConnections();
  http.close();
  await closed;
}
