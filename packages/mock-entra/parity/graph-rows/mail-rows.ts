import { witnessedBy } from "../witnessed-by.ts";

const sendMail = "https://learn.microsoft.com/graph/api/user-sendmail";
const endpoint = "endpoints/graph/send-mail.ts";

/** POST /me/sendMail. */
export const mailRows = witnessedBy("test/graph-mail.test.ts", [
  {
    id: "mail-accepted",
    feature: "sendMail",
    entra: "202 without a body, and the message is delivered.",
    source: sendMail,
    ours: "202, and the message is kept for assertions: it never leaves the mock; JSON only, no MIME",
    test: "a message is accepted and kept for assertions",
    breakIt: { file: endpoint, find: "status: 202", replace: "status: 200" },
  },
  {
    id: "mail-app-only",
    feature: "sendMail by an application",
    entra: "With the role Mail.Send, as any user.",
    source: sendMail,
    test: "an application by itself sends as any user, if it may",
    breakIt: {
      file: endpoint,
      find: "caller.user === undefined || caller.user.id === user.id",
      replace: "caller.user?.id === user.id",
    },
  },
  {
    id: "mail-denied",
    feature: "sendMail without Mail.Send",
    entra: "403 ErrorAccessDenied, the mail service's own code.",
    source: "issue",
    test: "without Mail.Send it is denied, in the words of the mail service",
    breakIt: {
      file: endpoint,
      find: '!caller.permissions.includes("Mail.Send") || !isOwnMailbox',
      replace: "!isOwnMailbox",
    },
  },
  {
    id: "mail-other-mailbox",
    feature: "sendMail from another user's mailbox",
    entra: "403 ErrorAccessDenied.",
    source: sendMail,
    test: "from another user's mailbox it is denied, in the words of the mail service",
    breakIt: {
      file: endpoint,
      find: '!caller.permissions.includes("Mail.Send") || !isOwnMailbox',
      replace: '!caller.permissions.includes("Mail.Send")',
    },
  },
  {
    id: "mail-no-mailbox",
    feature: "sendMail without a mailbox",
    entra: "404 MailboxNotEnabledForRESTAPI.",
    source: "issue",
    test: "an account without a mailbox cannot send",
    breakIt: { file: endpoint, find: "    assertMailbox(user);\n", replace: "" },
  },
  {
    id: "mail-no-recipient",
    feature: "sendMail without a recipient",
    entra: "400 ErrorInvalidRecipients.",
    source: "https://github.com/microsoftgraph/msgraph-sdk-dotnet/issues/1891",
    test: "no recipient is refused",
    breakIt: {
      file: "graph/parse-mail.ts",
      find: "addresses.length === 0",
      replace: "addresses.length < 0",
    },
  },
  {
    id: "mail-bad-recipient",
    feature: "sendMail to something that is no address",
    entra: "400 ErrorInvalidRecipients, which names it.",
    source: "https://github.com/Azure/Microsoft365R/issues/110",
    test: "an address that is none is refused",
    breakIt: {
      file: "graph/parse-mail.ts",
      find: "unresolved !== undefined",
      replace: 'unresolved === ""',
    },
  },
  {
    id: "mail-unknown-property",
    feature: "sendMail with a property that messages do not have",
    entra: "400 RequestBodyRead, which names it.",
    source: "issue",
    ours: "same; a value of the wrong type has the same code, in words of our own (unconfirmed)",
    test: "a property that messages do not have is refused",
    breakIt: {
      file: "graph/mail-message.ts",
      find: "const messageSchema = z.strictObject({",
      replace: "const messageSchema = z.object({",
    },
  },
  {
    id: "mail-no-json",
    feature: "sendMail with a body that is no JSON",
    entra: "400 BadRequest: Unable to read JSON request payload.",
    source: "issue",
    test: "no JSON is refused",
    breakIt: {
      file: "graph/parse-mail.ts",
      find: "  try {\n    return JSON.parse(body);\n  } catch {",
      replace: '  try {\n    return JSON.parse(body === "{" ? "{}" : body);\n  } catch {',
    },
  },
]);
