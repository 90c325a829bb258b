import { setupServer, type SetupServer } from "msw/node";
import { afterAll, afterEach, beforeAll } from "vitest";
import { createMockEntra, type MockEntra, type MockEntraOptions } from "./create-mock-entra.ts";
import { createUnhandledRequests } from "./unhandled-requests.ts";

/**
 * Entra and Graph for one test file: `const entra = useMockEntra()`. Requests to the real hosts are answered by the mock,
 * loopback goes through; a request to anywhere else fails, and so does its test, with a message that names the address.
 * Each test starts from the seed.
 */
export const useMockEntra = (options?: MockEntraOptions): MockEntra & { server: SetupServer } => {
  const mock = createMockEntra(options);
  const server = setupServer(...mock.handlers);
  const unhandled = createUnhandledRequests();
  beforeAll(() => {
    server.listen({ onUnhandledFrame: unhandled.onUnhandledFrame });
  });
  afterEach(() => {
    server.resetHandlers();
    mock.reset();
    unhandled.assertNone();
  });
  afterAll(() => {
    server.close();
  });
  return { ...mock, server };
};
