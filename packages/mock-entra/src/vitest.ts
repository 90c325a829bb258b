import type { UnhandledFrameHandle } from "msw";
import { HttpNetworkFrame, WebSocketNetworkFrame } from "msw/experimental";
import { setupServer, type SetupServer } from "msw/node";
import { afterAll, afterEach, beforeAll } from "vitest";
import { createMockEntra, type MockEntra, type MockEntraOptions } from "./create-mock-entra.ts";

type UnhandledFrameCallback = Extract<UnhandledFrameHandle, (...parameters: never[]) => unknown>;

/**
 * Entra and Graph for one test file: `const entra = useMockEntra()`. Requests to the real hosts are answered by the mock,
 * loopback goes through, everything else fails. Each test starts from the seed.
 */
export const useMockEntra = (options?: MockEntraOptions): MockEntra & { server: SetupServer } => {
  const mock = createMockEntra(options);
  const server = setupServer(...mock.handlers);
  beforeAll(() => {
    server.listen({ onUnhandledFrame });
  });
  afterEach(() => {
    server.resetHandlers();
    mock.reset();
  });
  afterAll(() => {
    server.close();
  });
  return { ...mock, server };
};

const loopback = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** msw's own `"error"` would stop loopback as well: MSAL's listener, and the servers under test. */
const onUnhandledFrame: UnhandledFrameCallback = ({ frame }) => {
  const url = addressOf(frame);
  if (!url || loopback.has(url.hostname)) return;
  throw new Error(
    `A test tried to reach ${url.protocol}//${url.host}${url.pathname}, which mock-entra does not answer. ` +
      "Tests stay on this machine: check the URL, or add a handler with `entra.server.use(...)`.",
  );
};

const addressOf = (frame: unknown): URL | undefined => {
  if (frame instanceof HttpNetworkFrame) return new URL(frame.data.request.url);
  return frame instanceof WebSocketNetworkFrame ? frame.data.connection.client.url : undefined;
};
