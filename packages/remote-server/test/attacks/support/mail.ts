import { z } from "zod";
import { sendToMcp } from "../../support/by-hand.ts";
import { refused, succeeded, type Target, type Verdict } from "../attack.ts";
import type { Person } from "./cast.ts";
import { type Session, signInTo } from "./steps.ts";

export interface Mail {
  subject: string;
  body: string;
}

export const mail: Mail = { subject: "Minutes", body: "As we have said." };

/** The place of a question about a tool in an answer. */
export type Round = { kind: "asked"; state: string } | { kind: "sent" };

const answer = z.object({
  result: z.union([
    z.object({ resultType: z.literal("input_required"), requestState: z.string() }),
    z.object({ structuredContent: z.object({ sent: z.literal(true) }) }),
  ]),
});

/**
 * Calls `sendMailToSelf` in MCP 2026-07-28, as a client that can ask its user. @param state if present, the call contains the user's
 * “yes”.
 */
export async function callForMail(
  { endpoints }: Target,
  { accessToken }: Session,
  input: Mail & { confirm?: boolean },
  state?: string,
): Promise<Round> {
  const yes = { requestState: state, inputResponses: { agreement: { action: "accept", content: {} } } };
  const params = { name: "sendMailToSelf", arguments: input, ...(state === undefined ? {} : yes) };
  const message = { method: "tools/call", params };
  const response = await sendToMcp(endpoints, accessToken, message, "2026-07-28", { elicitation: {} });
  const { result } = answer.parse(await response.json());
  return "requestState" in result ? { kind: "asked", state: result.requestState } : { kind: "sent" };
}

/** Calls the tool, and gets a question. @returns the state of the question. */
export async function openQuestion(target: Target, session: Session, input: Mail = mail): Promise<string> {
  const round = await callForMail(target, session, input);
  if (round.kind === "sent") throw new Error("The mail was sent without a question.");
  return round.state;
}

/** Signs in for sending mails, and checks that the honest way works: a question, a “yes”, a mail. */
export async function signInForMail(target: Target, person: Person, client?: string): Promise<Session> {
  const asks = { scope: "User.Read Mail.Send", ...(client === undefined ? {} : { client }) };
  const session = await signInTo(target, person, asks);
  const round = await callForMail(target, session, mail, await openQuestion(target, session));
  if (round.kind !== "sent") throw new Error("The honest yes does not send the mail.");
  return session;
}

/** @param gain the mail without the user's agreement. */
export function verdictOnMail({ kind }: Round, gain: string): Verdict {
  return kind === "sent" ? succeeded(gain) : refused("the user is asked");
}
