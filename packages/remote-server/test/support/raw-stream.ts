import { request, type ClientRequest, type IncomingMessage } from "node:http";
import { onTestFinished } from "vitest";

/** A stream of the legacy transport (SSE), opened without an SDK. */
export interface RawStream {
  status: number;
  /** The address for its messages. */
  messages: string;
  /** The received text so far. */
  received(): string;
  /** Whether the server has ended the stream. */
  isOver(): boolean;
  /** Sends a message to the server. */
  send(message: Record<string, unknown>, token?: string): Promise<Response>;
  /** Closes the connection without a message. */
  vanish(): void;
}

export async function openStream(
  { issuer, sse }: { issuer: string; sse: string },
  token: string,
): Promise<RawStream> {
  const { outgoing, incoming } = await get(sse, token);
  onTestFinished(() => void outgoing.destroy());
  let text = "";
  let over = false;
  incoming.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  incoming.on("end", () => (over = true)).on("error", () => (over = true));
  while (incoming.statusCode === 200 && !text.includes("\n\n"))
    await new Promise((resolve) => incoming.once("data", resolve));
  const messages = `${issuer}${/data: (\S+)/.exec(text)?.[1] ?? ""}`;
  return {
    status: incoming.statusCode ?? 0,
    messages,
    received: () => text,
    isOver: () => over,
    send: async (message, other = token) =>
      fetch(messages, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${other}` },
        body: JSON.stringify({ jsonrpc: "2.0", ...message }),
      }),
    vanish: () => void outgoing.destroy(),
  };
}

async function get(
  url: string,
  token: string,
): Promise<{ outgoing: ClientRequest; incoming: IncomingMessage }> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const outgoing = request(url, { headers: { authorization: `Bearer ${token}` } }, resolve).on(
    "error",
    reject,
  );
  outgoing.end();
  return { outgoing, incoming: await promise };
}
