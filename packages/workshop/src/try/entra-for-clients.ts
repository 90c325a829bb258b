import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { MockEntra } from "@mcp-entra/mock-entra";
import { getResponse } from "msw";

/** An address at which MCP clients, which are other programs, reach the mock. */
export interface EntraForClients {
  /** A text in which this address replaces the real one. */
  inPlaceOf(text: string): string;
}

export const realEntra = "https://login.microsoftonline.com";

/**
 * The clients ask this address, and the mock answers as for the real one. So the tokens have the real issuer, which the server checks. It
 * listens on loopback only.
 *
 * @param pagesUrl the mock's pages for browsers.
 */
export async function serveEntraToClients(
  { handlers }: Pick<MockEntra, "handlers">,
  pagesUrl: string,
): Promise<EntraForClients> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string")
    throw new Error("The address for clients has no port.");
  const host = `127.0.0.1:${address.port}`;
  const inPlaceOf = (text: string): string => text.replaceAll(realEntra, `http://${host}`);
  const answer = async (request: Request): Promise<Response> => {
    const { pathname, search } = new URL(request.url);
    if (pathname.endsWith("/authorize") || pathname.endsWith("/logout"))
      return Response.redirect(pagesUrl + pathname + search);
    return (await getResponse(handlers, request)) ?? new Response(null, { status: 404 });
  };
  server.on("request", (incoming: IncomingMessage, outgoing: ServerResponse) => {
    // A page of another site can point its own name at this machine (DNS rebinding).
    if (incoming.headers.host === host) void pass(incoming, outgoing, answer, inPlaceOf);
    else outgoing.writeHead(403).end();
  });
  return { inPlaceOf };
}

async function pass(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  answer: (request: Request) => Promise<Response>,
  inPlaceOf: (text: string) => string,
): Promise<void> {
  try {
    const response = await answer(await toRequest(incoming));
    const text = inPlaceOf(await response.text());
    const headers = [...response.headers].filter(([name]) => name !== "content-length");
    outgoing.writeHead(response.status, Object.fromEntries(headers)).end(text);
  } catch {
    // A fault of the mock, such as a connection that it has to break.
    outgoing.destroy();
  }
}

async function toRequest(incoming: IncomingMessage): Promise<Request> {
  const { method = "GET", url = "/", headers } = incoming;
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  const sent = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    typeof value === "string" && name !== "host" ? [[name, value]] : [],
  );
  const hasBody = method !== "GET" && method !== "HEAD";
  return new Request(new URL(url, realEntra), {
    method,
    headers: sent,
    ...(hasBody ? { body: Buffer.concat(chunks) } : {}),
  });
}
