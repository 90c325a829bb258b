import { once } from "node:events";
import { request } from "node:http";

/**
 * Ends MSAL's wait for the browser. MSAL offers no abort, and its listener would hold the port until the process ends;
 * so it is sent what Entra sends when a person cancels.
 *
 * The listener believes an answer only with the `state` of this very sign-in, as a form by POST. It listens on 127.0.0.1
 * alone, while `localhost` may mean ::1 first.
 *
 * @param signInUrl the URL that MSAL gave to `openBrowser`.
 * @throws when nothing listens there any more.
 */
export async function freeLoopbackListener(signInUrl: string): Promise<void> {
  const parameters = new URL(signInUrl).searchParams;
  const listener = new URL(parameters.get("redirect_uri") ?? "");
  listener.hostname = "127.0.0.1";
  const state = parameters.get("state") ?? "";
  // With an agent of its own, and not by fetch: these would look for our own listener behind a proxy (NODE_USE_ENV_PROXY).
  const sending = request(listener, {
    method: "POST",
    agent: false,
    headers: { "content-type": "application/x-www-form-urlencoded" },
  });
  sending.end(new URLSearchParams({ error: "access_denied", state }).toString());
  const [response] = await once(sending, "response");
  response.resume();
}
