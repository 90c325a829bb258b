import { request, type IncomingMessage } from "node:http";
import { expect, it, onTestFinished } from "vitest";
import { createProcessGroup } from "../../packages/workshop/src/demo/child-process.ts";
import { startMock } from "../../packages/workshop/src/demo/start-mock.ts";
import { registerClient } from "./many-sessions/hand-client.ts";
import { addPeople } from "./many-sessions/people.ts";
import { startObservedServer } from "./many-sessions/start-observed-server.ts";

/** Many more answers than fit into the buffers between two sockets. */
const mostRequests = 20_000;
const mebibyte = 1_024 * 1_024;

it("a client that asks and does not read is refused, holds little of the server's memory, and may go on when it reads", async () => {
  const processes = createProcessGroup();
  onTestFinished(async () => processes.stopAll());
  const mock = await startMock(processes);
  const [person] = await addPeople(mock.controlUrl, 1);
  if (person === undefined) throw new Error("No person was added.");
  const server = await startObservedServer({ ...mock.environment.remote, PORT: "0", LOG_LEVEL: "silent" });
  onTestFinished(async () => server.stop());
  const { access } = await (await registerClient(server.mcp.origin, person)).signIn();
  const { incoming, address } = await openStream(new URL("/sse", server.mcp), access);
  const before = await server.holdings();

  incoming.pause();
  let asked = 0;
  let status = 202;
  while (status === 202 && asked < mostRequests) {
    status = await ask(address, access, asked);
    asked += 1;
  }
  expect(status).toBe(429);
  const { heapBytes } = await server.holdings();
  process.stdout.write(`refused after ${asked} requests without an answer read\n`);
  expect(heapBytes - before.heapBytes).toBeLessThan(4 * mebibyte);

  incoming.resume();
  await expect.poll(async () => ask(address, access, asked), { timeout: 20_000 }).toBe(202);
});

async function openStream(url: URL, token: string): Promise<{ incoming: IncomingMessage; address: URL }> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const outgoing = request(url, { headers: { authorization: `Bearer ${token}` } }, resolve);
  outgoing.on("error", reject).end();
  onTestFinished(() => void outgoing.destroy());
  const incoming = await promise;
  const first = await new Promise<string>((seen) => {
    incoming.setEncoding("utf8").once("data", seen);
  });
  return { incoming, address: new URL(/data: (\S+)/.exec(first)?.[1] ?? "", url) };
}

async function ask(address: URL, token: string, id: number): Promise<number> {
  const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
  const body = JSON.stringify({ jsonrpc: "2.0", id, method: "tools/list" });
  const response = await fetch(address, { method: "POST", headers, body });
  await response.text();
  return response.status;
}
