import { randomUUID } from "node:crypto";
import type { Server } from "@modelcontextprotocol/server";
import type { AnswerCall } from "./answer-call.ts";
import { createProgressReport } from "./report-progress.ts";
import type { AskForPage } from "./tool-call.ts";

/**
 * The longest time of a Node timer. The SDK's default would end the request after a minute, while the user
 * types a password.
 */
const untilItIsOver = 2 ** 31 - 1;

/**
 * MCP 2025-11-25 and older: the call stays open, and the server sends its own request to ask the user.
 *
 * @see https://modelcontextprotocol.io/specification/2025-11-25/client/elicitation
 */
export function answerWithRequests(server: Server): AnswerCall {
  return async (context, work) => {
    const opensPages = server.getClientCapabilities()?.elicitation?.url !== undefined;
    return work({
      signal: context.mcpReq.signal,
      reportProgress: createProgressReport(context),
      askForPage: opensPages ? elicitBy(server) : undefined,
    });
  };
}

function elicitBy(server: Server): AskForPage {
  return async (page, over) => {
    const elicitationId = randomUUID();
    const tellItIsComplete = server.createElicitationCompletionNotifier(elicitationId);
    const { action } = await whilePending(over, async (signal) =>
      server.elicitInput({ mode: "url", elicitationId, ...page }, { signal, timeout: untilItIsOver }),
    );
    if (action !== "accept") return action;
    // “accept” means “I will open the page”. When the sign-in ends, the client may stop waiting.
    const tell = (): void => void tellItIsComplete().catch(() => undefined);
    if (over.aborted) tell();
    else over.addEventListener("abort", tell, { once: true });
    return action;
  };
}

/**
 * Forwards `over` only while the request is open: otherwise the SDK would send the client a cancellation for
 * a request that it has already answered.
 */
async function whilePending<Result>(
  over: AbortSignal,
  request: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const pending = new AbortController();
  const forward = (): void => pending.abort("The sign-in is over.");
  over.addEventListener("abort", forward, { once: true });
  try {
    return await request(pending.signal);
  } finally {
    over.removeEventListener("abort", forward);
  }
}
