import { type ClientRequest, type IncomingMessage, request } from "node:http";

/** Sends JSON-RPC calls and returns the answers as text. */
export interface Connection {
  /** @returns the answer with this id, or the status if there is none. */
  call(id: string, token: string, name: string, input?: Record<string, unknown>): Promise<string | number>;
  /** Answers without a request on this connection. There must be none. */
  strays(): string[];
  close(): void;
}

const jsonHeaders = (token: string) => ({
  "content-type": "application/json",
  accept: "application/json, text/event-stream",
  authorization: `Bearer ${token}`,
});

function messageFor(id: string, name: string, input: Record<string, unknown> = {}): string {
  return JSON.stringify({ jsonrpc: "2.0", id, method: "tools/call", params: { name, arguments: input } });
}

export function streamableHttpConnection(mcp: URL): Connection {
  const strays: string[] = [];
  return {
    call: async (id, token, name, input) => {
      const body = messageFor(id, name, input);
      const response = await fetch(mcp, { method: "POST", headers: jsonHeaders(token), body });
      const text = await response.text();
      if (response.status !== 200) return response.status;
      if (!text.includes(`"id":"${id}"`)) strays.push(text);
      return text;
    },
    strays: () => strays,
    close: () => undefined,
  };
}

/** A stream of the legacy transport. Answers come on the stream, in any order. */
export async function sseConnection(mcp: URL, token: string): Promise<Connection> {
  const { outgoing, incoming } = await openStream(new URL("/sse", mcp), token);
  const waiting = new Map<string, (answer: string | number) => void>();
  const strays: string[] = [];
  const { promise: messages, resolve: foundAddress } = Promise.withResolvers<URL>();
  let unread = "";
  incoming.setEncoding("utf8").on("data", (chunk: string) => {
    const events = (unread + chunk).split("\n\n");
    unread = events.pop() ?? "";
    for (const event of events) {
      const data = /^data: (.*)$/m.exec(event)?.[1];
      if (event.startsWith("event: endpoint")) foundAddress(new URL(data ?? "", mcp));
      else if (data !== undefined) deliver(data, waiting, strays);
    }
  });
  const giveUp = (): void => {
    for (const answer of waiting.values()) answer(0);
    waiting.clear();
  };
  incoming.on("close", giveUp).on("error", giveUp);
  const address = await messages;
  return {
    call: async (id, callToken, name, input) => {
      const { promise, resolve } = Promise.withResolvers<string | number>();
      waiting.set(id, resolve);
      const body = messageFor(id, name, input);
      const { status } = await fetch(address, { method: "POST", headers: jsonHeaders(callToken), body });
      if (status === 202) return promise;
      waiting.delete(id);
      return status;
    },
    strays: () => strays,
    close: () => void outgoing.destroy(),
  };
}

function deliver(data: string, waiting: Map<string, (answer: string) => void>, strays: string[]): void {
  const { id = "" }: { id?: string } = JSON.parse(data);
  const receive = waiting.get(id);
  waiting.delete(id);
  if (receive === undefined) strays.push(data);
  else receive(data);
}

async function openStream(
  url: URL,
  token: string,
): Promise<{ outgoing: ClientRequest; incoming: IncomingMessage }> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const outgoing = request(url, { headers: { authorization: `Bearer ${token}` } }, resolve);
  outgoing.on("error", reject).end();
  const incoming = await promise;
  if (incoming.statusCode !== 200) throw new Error(`/sse answers ${incoming.statusCode}.`);
  return { outgoing, incoming };
}
