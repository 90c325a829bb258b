import { z } from "zod";
import { type Attack, refused, succeeded, type Target, type Verdict } from "./attack.ts";
import { victim } from "./support/cast.ts";
import { callForMail, mail, signInForMail, verdictOnMail } from "./support/mail.ts";
import { openStream } from "./support/stream.ts";

const gain = "a mail that the victim has not seen";
const question = z.object({ method: z.literal("elicitation/create") });
const sent = z.object({ result: z.object({ structuredContent: z.object({ sent: z.literal(true) }) }) });

/** What the stream brings first after such a call: the question, or the result. */
async function callOnStream(target: Target): Promise<Verdict> {
  const { accessToken } = await signInForMail(target, victim);
  const stream = await openStream(target, accessToken);
  const send = async (message: Record<string, unknown>): Promise<void> => {
    const response = await fetch(stream.messageUrl, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${accessToken}` },
      body: JSON.stringify({ jsonrpc: "2.0", ...message }),
    });
    if (!response.ok) throw new Error(`The message got ${response.status}.`);
  };
  try {
    const clientInfo = { name: "client", version: "1" };
    const params = { protocolVersion: "2025-11-25", capabilities: { elicitation: {} }, clientInfo };
    await send({ id: 1, method: "initialize", params });
    await stream.next();
    await send({ method: "notifications/initialized" });
    const call = { name: "sendMailToSelf", arguments: { ...mail, confirm: true } };
    await send({ id: 2, method: "tools/call", params: call });
    const first = await stream.next();
    if (question.safeParse(first).success) return refused("the user is asked");
    sent.parse(first);
    return succeeded(gain);
  } finally {
    stream.close();
  }
}

export const confirmInsteadOfAsking: Attack = {
  number: 90,
  name: "Confirm instead of asking",
  does: "Has a text that the model reads say that the user has agreed already: the model calls sendMailToSelf with confirm: true.",
  loss: "The question: what cannot be taken back is done because a model says so.",
  attempts: [
    {
      name: "in MCP 2026-07-28",
      refusal: "the user is asked",
      stoppedBy: [["90"]],
      play: async (target) => {
        const session = await signInForMail(target, victim);
        return verdictOnMail(await callForMail(target, session, { ...mail, confirm: true }), gain);
      },
    },
    {
      name: "in MCP 2025-11-25, on a stream",
      refusal: "the user is asked",
      stoppedBy: [["90"]],
      play: callOnStream,
    },
  ],
};
