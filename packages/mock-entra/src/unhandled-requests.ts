import type { UnhandledFrameHandle } from "msw";
import { HttpNetworkFrame, WebSocketNetworkFrame } from "msw/experimental";

type OnUnhandledFrame = Extract<UnhandledFrameHandle, (...parameters: never[]) => unknown>;

/** Prevents requests to other machines in a test. */
export interface UnhandledRequests {
  /** For msw's `listen`: requests to loopback pass. All others fail as without a network. */
  onUnhandledFrame: OnUnhandledFrame;
  /**
   * @throws Error that names the refused requests since the last call: the tested code may have hidden the
   * failure
   */
  assertNone(): void;
}

const loopback = new Set(["localhost", "127.0.0.1", "::1"]);

export function isLoopback({ hostname }: URL): boolean {
  return isLoopbackHost(hostname.replace(/^\[(.*)\]$/, "$1"));
}

export function isLoopbackHost(host: string): boolean {
  return loopback.has(host);
}

/** msw's own `"error"` would also refuse loopback: MSAL's listener, and the tested servers. */
export function createUnhandledRequests(): UnhandledRequests {
  const refused: string[] = [];
  return {
    onUnhandledFrame: ({ frame }) => {
      const url = addressOf(frame);
      if (!url || isLoopback(url)) return;
      refused.push(url.origin + url.pathname);
      // msw turns any other exception into an answer with status 500, which looks like an answer of the
      // server.
      throw Response.error();
    },
    assertNone: () => {
      const addresses = refused.splice(0);
      if (addresses.length === 0) return;
      throw new Error(
        `A test tried to reach ${addresses.join(", ")}, which mock-entra does not answer. ` +
          "Tests stay on this machine: check the URL, or add a handler with `entra.server.use(...)`.",
      );
    },
  };
}

function addressOf(frame: unknown): URL | undefined {
  if (frame instanceof HttpNetworkFrame) return new URL(frame.data.request.url);
  return frame instanceof WebSocketNetworkFrame ? frame.data.connection.client.url : undefined;
}
