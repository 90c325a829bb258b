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

/** Exchange cuts subjects off there. */
export const longestSubject = 255;
export const longestBody = 10_000;

const mailbox = z.object({ mail: z.string().nullable() });
const retrySeconds = 3;
const maximumRetries = 3;

/**
 * Sends a mail from the signed-in user's mailbox to the same mailbox. There is no recipient to choose: an attacker who gets a
 * model to call this, by words hidden in a page it reads for instance, reaches only its user. Needs the
 * delegated permissions User.Read and Mail.Send.
 *
 * @returns the address that it went to.
 * @throws InvalidInputError for a subject or body out of bounds.
 * @throws GraphRequestError 404 when the account has no mailbox, otherwise as {@link callGraph} does.
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
  // A line break would end the header that the subject becomes.
  if (/[\p{Cc}\u2028\u2029]/u.test(mail.subject))
    throw new InvalidInputError("subject: expected a single line.");
  return callGraph(access, async (graph) => {
    const address = mailbox.parse(await graph.api("/me").select(["mail"]).get()).mail;
    if (address === null) {
      throw new GraphRequestError(404, "This account has no mailbox, so there is nowhere to send a mail to.");
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
        // Text, never HTML: what a model wrote is shown, and cannot load or link anything invisibly.
        body: { contentType: "Text", content: body },
        toRecipients: [{ emailAddress: { address } }],
      },
      // It arrives in the same mailbox; once is enough.
      saveToSentItems: false,
    });
}

/** After a gateway's time-out (504) it is unknown whether the mail has left; sending it again could send it twice. */
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
