import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { defaultSessionPolicy } from "../../packages/remote-server/src/auth/sessions/session.ts";
import { createSessions } from "../../packages/remote-server/src/auth/sessions/sessions.ts";
import { openBenchStore } from "./bench-store.ts";
import { publicUrl, type RunningServer, startServer } from "./mcp-load.ts";

/** Revokes a session in the store, as an instance does, between two requests. @returns whether both instances then refuse it. */
export async function revokeSession(first: RunningServer, location: string, token: string): Promise<boolean> {
  const second = await startServer("protected-mcp", { SESSION_STORE: location });
  const statuses = async (): Promise<string> =>
    (await Promise.all([first, second].map(async ({ url }) => statusOf(url, token)))).join();
  const before = await statuses();
  const store = await openBenchStore(location);
  await createSessions(store, defaultSessionPolicy, () => Date.now()).revoke(
    token.slice(0, token.indexOf(".")),
  );
  const after = await statuses();
  await store.close();
  await second.stop();
  return before === "200,200" && after === "401,401";
}

/** With node:http, because fetch does not let its caller choose the Host. */
async function statusOf(url: string, token: string): Promise<number> {
  const headers = {
    host: new URL(publicUrl).host,
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
  };
  const sent = request(`${url}/mcp`, { method: "POST", headers });
  sent.end(JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" }));
  const [response]: IncomingMessage[] = await once(sent, "response");
  response?.resume();
  return response?.statusCode ?? 0;
}
