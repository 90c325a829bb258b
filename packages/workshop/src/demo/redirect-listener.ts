import { once } from "node:events";
import { createServer } from "node:http";

/** Where the demo's MCP client receives its authorization code (RFC 8252 §7.3: loopback, any port). */
export interface RedirectListener {
  redirectUri: string;
  /** Resolves with the first answer that arrives. */
  answer: Promise<URLSearchParams>;
  close(): Promise<void>;
}

/** Listens on a free port of 127.0.0.1, as a desktop client does. */
export async function listenForRedirect(): Promise<RedirectListener> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The redirect listener has no port.");
  const redirectUri = `http://127.0.0.1:${address.port}/callback`;
  const answer = new Promise<URLSearchParams>((resolve) => {
    server.on("request", (request, response) => {
      response.setHeader("content-type", "text/plain").end("You are signed in. You can close this page.");
      resolve(new URL(request.url ?? "/", redirectUri).searchParams);
    });
  });
  const close = async (): Promise<void> => {
    server.close();
    server.closeAllConnections();
  };
  return { redirectUri, answer, close };
}
