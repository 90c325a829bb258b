import { type Client, RetryHandlerOptions } from "@microsoft/microsoft-graph-client";
import { z } from "zod";
import { GraphRequestError, InvalidInputError } from "../errors/errors.ts";
import { callGraph } from "./call-graph.ts";
import type { GraphAccess } from "./graph-client.ts";

export interface MailToSelf {
  /** One line, 1 to {@link longestSubject} characters. */
  subject: string;
  /** Plain text, 1 to {@link longestBody} characters. */
  body: string;
}

/** Exchange cuts longer subjects. */
export const longestSubject = 255;
export const longestBody = 10_000;

const mailbox = z.object({ mail: z.string().nullable() });
const retrySeconds = 3;
const maximumRetries = 3;

/**
 * Sends a mail from the signed-in user's mailbox to the same mailbox. No caller can choose the
 * recipient. An attacker may make a model call this, for example with hidden words in a web page, but the mail
 * reaches only the user. Needs the delegated permissions User.Read and Mail.Send.
 *
 * @returns the address that it was sent to.
 * @throws InvalidInputError for a subject or body outside the limits.
 * @throws GraphRequestError 404 if the account has no mailbox, otherwise as {@link callGraph} does.
 * @see https://learn.microsoft.com/graph/api/user-sendmail
 *
 * @example
 * ```ts
 * const { sentTo } = await sendMailToSelf(access, { subject: "Reminder", body: "Water the plants." });
 * ```
 */
export async function sendMailToSelf(access: GraphAccess, mail: MailToSelf): Promise<{ sentTo: string }> {
  requireLength("subject", mail.subject, longestSubject);
  requireLength("body", mail.body, longestBody);
  // A line break would end the mail's subject header.
  if (/[\p{Cc}\u2028\u2029]/u.test(mail.subject))
    throw new InvalidInputError("subject: expected a single line.");
  return callGraph(access, async (graph) => {
    const address = mailbox.parse(await graph.api("/me").select(["mail"]).get()).mail;
    if (address === null) {
      throw new GraphRequestError(404, "This account has no mailbox, so no mail can be sent to it.");
    }
    await post(graph, address, mail);
    return { sentTo: address };
  });
}

async function post(graph: Client, address: string, { subject, body }: MailToSelf): Promise<void> {
  await graph
    .api("/me/sendMail")
    .middlewareOptions([new RetryHandlerOptions(retrySeconds, maximumRetries, isCertainlyUnsent)])
    .post({
      message: {
        subject,
        // Text, never HTML: the reader sees everything that a model wrote, and the mail cannot load or link
        // anything invisibly.
        body: { contentType: "Text", content: body },
        toRecipients: [{ emailAddress: { address } }],
      },
      // The mail arrives in the same mailbox, so a copy in “Sent items” is not needed.
      saveToSentItems: false,
    });
}

/**
 * After a gateway's time-out (504), it is unknown whether the mail was sent. To try again could send it
 * twice.
 */
const isCertainlyUnsent: RetryHandlerOptions["shouldRetry"] = (
  _delay,
  _attempt,
  _request,
  _options,
  response,
) => response?.status !== 504;

function requireLength(name: string, text: string, longest: number): void {
  if (text.trim() !== "" && text.length <= longest) return;
  throw new InvalidInputError(`${name}: expected 1 to ${longest} characters of text.`);
}
