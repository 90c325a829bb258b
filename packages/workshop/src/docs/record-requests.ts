import type { Lane } from "../recording/hop.ts";
import type { Message } from "../recording/mermaid.ts";

/** A message and when it was seen, in milliseconds since the epoch. */
export interface SeenMessage extends Message {
  at: number;
}

/** Who a request of this process's goes from and to; undefined: nothing that belongs into the picture. */
export type Route = (url: URL) => { from: Lane; to: Lane } | undefined;

/**
 * Notes every request that goes through the global `fetch`, and its answer, while `work` runs: what a packet sniffer between
 * the demo's client, its browser and the servers would see.
 *
 * @param seen is added to as things happen.
 */
export async function recordRequests(
  seen: SeenMessage[],
  route: Route,
  work: () => Promise<void>,
): Promise<void> {
  const original = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    const way = route(url);
    if (way === undefined) return original(input, init);
    const { from, to } = way;
    const what = await describeRequest(request.clone(), url);
    seen.push({ at: Date.now(), from, to, text: what });
    const response = await original(request, init?.redirect === undefined ? {} : { redirect: init.redirect });
    const answer = describeAnswer(response, route);
    if (answer !== undefined) seen.push({ at: Date.now(), from: to, to: from, text: answer, isAnswer: true });
    return response;
  };
  try {
    await work();
  } finally {
    globalThis.fetch = original;
  }
}

/** Method and path: what stands in a query or a body is not shown here, except for the name of an MCP method. */
async function describeRequest(request: Request, url: URL): Promise<string> {
  const line = `${request.method} ${url.pathname.replace(/\/[0-9a-f-]{36}(?=\/)/, "/{tenant}")}`;
  if (request.method !== "POST" || url.pathname !== "/mcp") return line;
  const { method, params } = JSON.parse(await request.text());
  return [line, method, params?.name].filter((part) => part !== undefined).join(" ");
}

function describeAnswer(response: Response, route: Route): string | undefined {
  const location = response.headers.get("location");
  const next = location === null ? undefined : route(new URL(location, response.url));
  if (next !== undefined) return `${response.status} to ${names[next.to]}`;
  if (response.status === 401) return "401 WWW-Authenticate: where to sign in";
  if (response.url.endsWith("/oauth2/v2.0/token")) return "access token for the MCP server, refresh token";
  if (response.url.endsWith("/token")) return "session token";
  return response.status === 200 ? undefined : String(response.status);
}

const names: Partial<Record<Lane, string>> = {
  browser: "the browser",
  client: "the MCP client",
  server: "the MCP server",
  entra: "Entra ID",
  graph: "Microsoft Graph",
};
