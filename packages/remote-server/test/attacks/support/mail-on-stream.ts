import { z } from "zod";
import type { Target } from "../attack.ts";
import type { Mail, Round } from "./mail.ts";
import type { Session } from "./steps.ts";
import { openStream } from "./stream.ts";

/** A call of `sendMailToSelf` in MCP 2025-11-25, on a stream. In this version, the server sends its question to the client. */
export interface CallOnStream {
  round: Round;
  /** Sends the answer “yes” of the user. @returns the next message on the stream. */
  agree(): Promise<Round>;
  close(): void;
}

const message = z.union([
  z.object({ method: z.literal("elicitation/create"), id: z.union([z.number(), z.string()]) }),
  z.object({ result: z.object({ structuredContent: z.object({ sent: z.literal(true) }) }) }),
]);

export async function callForMailOnStream(
  target: Target,
  { accessToken }: Session,
  input: Mail & { confirm?: boolean },
): Promise<CallOnStream> {
  const stream = await openStream(target, accessToken);
  const send = async (content: Record<string, unknown>): Promise<void> => {
    const headers = { "content-type": "application/json", authorization: `Bearer ${accessToken}` };
    const body = JSON.stringify({ jsonrpc: "2.0", ...content });
    const { ok, status } = await fetch(stream.messageUrl, { method: "POST", headers, body });
    if (!ok) throw new Error(`The message got ${status}.`);
  };
  let question: number | string | undefined;
  const next = async (): Promise<Round> => {
    const received = message.parse(await stream.next());
    if (!("id" in received)) return { kind: "sent" };
    question = received.id;
    return { kind: "asked", state: String(received.id) };
  };
  const clientInfo = { name: "client", version: "1" };
  const params = { protocolVersion: "2025-11-25", capabilities: { elicitation: {} }, clientInfo };
  await send({ id: 1, method: "initialize", params });
  await stream.next();
  await send({ method: "notifications/initialized" });
  await send({ id: 2, method: "tools/call", params: { name: "sendMailToSelf", arguments: input } });
  return {
    round: await next(),
    agree: async () => {
      await send({ id: question, result: { action: "accept", content: {} } });
      return next();
    },
    close: () => stream.close(),
  };
}
