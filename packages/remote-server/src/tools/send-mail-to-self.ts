import { InvalidInputError, longestBody, longestSubject, sendMailToSelf } from "@mcp-entra/auth-core";
import { z } from "zod";
import { defineTool } from "./tool.ts";

const input = z.strictObject({
  subject: z.string().min(1).max(longestSubject).describe("One line."),
  body: z.string().min(1).max(longestBody).describe("Plain text."),
  confirm: z
    .boolean()
    .optional()
    .describe(
      "For clients without elicitation: true once the user has seen subject and body and has agreed. Elsewhere it has no effect.",
    ),
});

const output = z.object({ sent: z.literal(true), sentTo: z.string(), subject: z.string() });

/**
 * A tool that does something. If the client can ask the user, it has to ask first, with a question of this
 * server that shows the mail. If the client cannot, an argument has to say that the user was asked. This
 * stops a careless model, but not a client that lies. The damage is limited, because the caller cannot choose
 * the recipient.
 */
export const sendMailToSelfTool = defineTool({
  name: "sendMailToSelf",
  title: "Send a mail to myself",
  description:
    "Sends a plain-text mail from the signed-in user's mailbox to that same mailbox. Clients that support elicitation ask the user; for others, show subject and body to the user and ask first, then call with confirm: true.",
  access: { scopes: ["Mail.Send"], roles: [] },
  // A mail cannot be undone, and a second call sends a second mail.
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input,
  output,
  question: ({ subject, body }) => `Send this mail to yourself?\n\nSubject: ${subject}\n\n${body}`,
  run: async ({ subject, body, confirm }, { graph, userAgreed }) => {
    if (!userAgreed && confirm !== true) {
      throw new InvalidInputError(
        "Nothing has been sent. Show the user the subject and the body, ask whether to send it, and only then call again with confirm: true.",
      );
    }
    const { sentTo } = await sendMailToSelf(graph, { subject, body });
    return { sent: true as const, sentTo, subject };
  },
});
