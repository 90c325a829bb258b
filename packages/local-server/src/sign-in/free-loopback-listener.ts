import { once } from "node:events";
import { request } from "node:http";

/**
 * Ends MSAL's waiting for the browser. MSAL cannot be aborted, and its listener would keep the port until the
 * process ends. So we send the listener the same answer that Entra sends when a user cancels.
 *
 * The listener accepts an answer only with the `state` of this sign-in, as a POST form. It listens on
 * 127.0.0.1 only, but `localhost` may mean ::1 first.
 *
 * @param signInUrl the URL that MSAL gave to `openBrowser`.
 * @throws if nothing listens there any more.
 */
export async function freeLoopbackListener(signInUrl: string): Promise<void> {
  const parameters = new URL(signInUrl).searchParams;
  const listener = new URL(parameters.get("redirect_uri") ?? "");
  listener.hostname = "127.0.0.1";
  const state = parameters.get("state") ?? "";
  // With a separate agent, and not with fetch: these could send the request to a proxy (NODE_USE_ENV_PROXY).
  const sending = request(listener, {
    method: "POST",
    agent: false,
    headers: { "content-type": "application/x-www-form-urlencoded" },
  });
  sending.end(new URLSearchParams({ error: "access_denied", state }).toString());
  const [response] = await once(sending, "response");
  response.resume();
}
