import { Socket } from "node:net";
import { getResponse, RequestHandler } from "msw";
import { setupServer, type SetupServer } from "msw/node";
import { afterAll, afterEach, beforeAll } from "vitest";
import { createMockEntra, type MockEntra, type MockEntraOptions } from "./create-mock-entra.ts";
import { createUnhandledRequests, isLoopback, isLoopbackHost } from "./unhandled-requests.ts";

type MockOfFile = MockEntra & { server: SetupServer };

/** For the running test file: a worker runs one at a time. */
let running: MockOfFile | undefined;

/**
 * The mock of the running test file, for code that observes tests; `undefined` if the file has none.
 *
 * @example
 * ```ts
 * const seen = runningMockEntra()?.trace.entries() ?? [];
 * ```
 */
export function runningMockEntra(): MockEntra | undefined {
  return running;
}

/**
 * Entra and Graph for one test file: `const entra = useMockEntra()`. The mock answers requests to the real
 * hosts. Requests to loopback pass. A request to any other host fails, and so does its test, with a message
 * that names the address. Each test starts with the seed.
 *
 * @example
 * ```ts
 * const entra = useMockEntra();
 *
 * test("a new application has seen no user", () => {
 *   entra.setLifetimes(seed.applications.local.appId, { accessTokenSeconds: 60 });
 *   expect(entra.trace.entries()).toEqual([]);
 * });
 * ```
 */
export function useMockEntra(options?: MockEntraOptions): MockOfFile {
  const mock = createMockEntra(options);
  const server = setupServer(...mock.handlers);
  const entra = { ...mock, server };
  const unhandled = createUnhandledRequests();
  let putBack: (() => void) | undefined;
  beforeAll(() => {
    putBack = leaveLoopbackAlone(() => server.listen({ onUnhandledFrame: unhandled.onUnhandledFrame }));
    running = entra;
  });
  afterEach(() => {
    server.resetHandlers();
    mock.reset();
    unhandled.assertNone();
  });
  afterAll(() => {
    running = undefined;
    putBack?.();
    server.close();
  });
  return entra;
}

/**
 * For `createHttpBrowser({ fetch: browserFetch })` in a test with `useMockEntra`: it calls the mock's
 * handlers directly. `fetch` would use a TLS socket that msw emulates, and take twenty times as long. Use it
 * only for code that is not tested, such as the browser: a server, MSAL and the Graph client keep their own
 * `fetch`. Requests to loopback pass. A request that the mock does not answer fails its test.
 *
 * @example
 * ```ts
 * const browser = createHttpBrowser({ fetch: browserFetch, stopBefore: "http://localhost" });
 * ```
 */
export const browserFetch: typeof fetch = async (input, init) => {
  const answer = await answerDirectly(input, init);
  // A handler's answer for a broken network. `fetch` never returns it.
  if (answer?.type === "error") throw new TypeError("fetch failed");
  return answer ?? fetch(input, init);
};

async function answerDirectly(...[input, init]: Parameters<typeof fetch>): Promise<Response | undefined> {
  // This fetch does not follow redirects: the browser does it itself.
  if (running === undefined || input instanceof Request || init?.redirect !== "manual") return undefined;
  const request = new Request(input, init);
  if (isLoopback(new URL(request.url))) return undefined;
  const handlers = running.server.listHandlers().filter((handler) => handler instanceof RequestHandler);
  return getResponse(handlers, request);
}

/**
 * msw emulates each connection and reads its data, also on loopback. Between the clients and the servers of a
 * test, this took a fifth of the processor time.
 * @returns a function that restores msw's own `connect`
 */
function leaveLoopbackAlone(listen: () => void): () => void {
  const sockets = Socket.prototype;
  // oxlint-disable-next-line typescript/unbound-method -- applied to a socket below, as the next one
  const { connect } = sockets;
  listen();
  // oxlint-disable-next-line typescript/unbound-method
  const { connect: emulate } = sockets;
  sockets.connect = function connectOrEmulate(this: Socket, ...options: unknown[]): Socket {
    return Reflect.apply(isToLoopback(options) ? connect : emulate, this, options);
  };
  return () => {
    sockets.connect = emulate;
  };
}

/** @param options the arguments of `net.connect`, or the array in which it passes them on. */
function isToLoopback([first]: readonly unknown[]): boolean {
  const target: unknown = Array.isArray(first) ? first[0] : first;
  return (
    typeof target === "object" && target !== null && "host" in target && isLoopbackHost(String(target.host))
  );
}
