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
export async function freeLoopbackListener(signInUrl: string, fetch: typeof globalThis.fetch): Promise<void> {
  const parameters = new URL(signInUrl).searchParams;
  const listener = new URL(parameters.get("redirect_uri") ?? "");
  listener.hostname = "127.0.0.1";
  const state = parameters.get("state") ?? "";
  await fetch(listener, {
    method: "POST",
    body: new URLSearchParams({ error: "access_denied", state }),
    redirect: "error",
  });
}
