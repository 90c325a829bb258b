import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { expect, onTestFinished } from "vitest";
import { seed } from "../../../packages/mock-entra/src/index.ts";
import { createNodeListener } from "../../../packages/mock-entra/src/server/node-adapter.ts";
import type { Mock } from "../client-flow.ts";
import { portOf } from "../../src/support/programs.ts";
import { walk } from "./signed-in.ts";

const { remote } = seed.applications;

export const needsHttps = "Refuses sign-in pages on http: start the mock with `--https-front-channel`";

/**
 * Runs a web application on its own port until the test ends, with `callback` as a redirect URI. @param create makes the application,
 * after its address is known @returns its address
 */
export async function startApplication(
  { entra }: Mock,
  callback: string,
  create: (baseUrl: string) => RequestListener,
): Promise<string> {
  const server = createServer().listen(0, "localhost");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const baseUrl = `http://localhost:${portOf(server)}`;
  entra.directory.findApplication(remote.appId)?.web.redirectUris.push(baseUrl + callback);
  server.on("request", create(baseUrl));
  return baseUrl;
}

/** For libraries that use a `Request`. */
export function listenerOf(
  baseUrl: string,
  handle: (request: Request) => Promise<Response>,
): RequestListener {
  return createNodeListener(
    () => baseUrl,
    () => [new URL(baseUrl).host],
    handle,
  );
}

/** Ada opens an address of the application, signs in, and returns to a page with her name. */
export async function expectSignIn(mock: Mock, address: string, shown: string): Promise<void> {
  const { url, status, html, document } = await walk(mock, address);
  if (!html.includes(shown))
    throw new Error(`The sign-in ended with ${status} and “${document.text.trim()}”`);
  expect(new URL(url).origin).toBe(new URL(address).origin);
}
