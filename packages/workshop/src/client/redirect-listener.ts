import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";

/** The listener that receives an MCP client's authorization codes (RFC 8252 §7.3: loopback, any port). */
export interface RedirectListener {
  redirectUri: string;
  /**
   * Waits for the answer to one sign-in.
   *
   * @param state of the request. An answer with another state is refused, and the waiting continues: if a
   * page could send its own code here, this client would act for another user (RFC 6749 §10.12).
   * @throws Error if no answer came in time, or if the listener was closed.
   */
  answerTo(state: string): Promise<URLSearchParams>;
  close(): Promise<void>;
}

/** Enough time to find a password and a second factor. */
const patienceMs = 10 * 60 * 1_000;

/** Listens on a free port of 127.0.0.1, as a desktop client does. */
export async function listenForRedirect(): Promise<RedirectListener> {
  const waiting = new Map<string, PromiseWithResolvers<URLSearchParams>>();
  const server = createServer((request, response) => receive(request, response, waiting));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The redirect listener has no port.");
  return {
    redirectUri: `http://127.0.0.1:${address.port}/callback`,
    answerTo: async (state) => {
      const answer = Promise.withResolvers<URLSearchParams>();
      waiting.set(state, answer);
      const timer = setTimeout(
        () => answer.reject(new Error("The sign-in took too long.")),
        patienceMs,
      ).unref();
      return answer.promise.finally(() => {
        clearTimeout(timer);
        waiting.delete(state);
      });
    },
    close: async () => {
      for (const { reject } of waiting.values())
        reject(new Error("The client was closed before the sign-in was over."));
      server.close();
      server.closeAllConnections();
    },
  };
}

function receive(
  request: Parameters<RequestListener>[0],
  response: Parameters<RequestListener>[1],
  waiting: ReadonlyMap<string, PromiseWithResolvers<URLSearchParams>>,
): void {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://127.0.0.1");
  const expected = pathname === "/callback" ? waiting.get(searchParams.get("state") ?? "") : undefined;
  response.setHeader("content-type", "text/plain; charset=utf-8");
  if (expected === undefined) {
    response.writeHead(404).end("No sign-in is waiting for this answer.");
    return;
  }
  response.end("You can close this page and go back to your program.");
  expected.resolve(searchParams);
}
