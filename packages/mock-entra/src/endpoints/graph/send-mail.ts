import type { User } from "../../directory/types.ts";
import { findUserOfPath } from "../../graph/addressed-user.ts";
import { authenticateCaller } from "../../graph/authenticate.ts";
import { GraphError, presentAsGraph } from "../../graph/graph-error.ts";
import { graphHeaders } from "../../graph/graph-headers.ts";
import { parseMail } from "../../graph/parse-mail.ts";
import type { Endpoint } from "../../http/endpoint.ts";

/** Accepts a message and stores it. It never leaves the machine. */
export const graphSendMailEndpoint: Endpoint = {
  name: "graph-send-mail",
  urls: ({ graph }) => [`${graph}/v1.0/me/sendMail`, `${graph}/v1.0/users/:id/sendMail`],
  methods: ["POST"],
  presentError: presentAsGraph,
  respond: async (exchange) => {
    const caller = await authenticateCaller(exchange);
    const user = findUserOfPath(exchange, caller);
    const isOwnMailbox = caller.user === undefined || caller.user.id === user.id;
    if (!caller.permissions.includes("Mail.Send") || !isOwnMailbox) {
      throw new GraphError(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.");
    }
    assertMailbox(user);
    const message = parseMail(await exchange.request.text());
    exchange.state.sentMail.add({
      from: user.userPrincipalName,
      sentAt: exchange.at.toISOString(),
      appId: caller.appId,
      message,
    });
    return new Response(null, { status: 202, headers: graphHeaders(exchange) });
  },
};

function assertMailbox({ mail }: User): void {
  if (mail !== null) return;
  throw new GraphError(
    404,
    "MailboxNotEnabledForRESTAPI",
    "The mailbox is either inactive, soft-deleted, or is hosted on-premise.",
  );
}
