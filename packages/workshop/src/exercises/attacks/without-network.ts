import { browserFetch } from "@mcp-entra/mock-entra/vitest";
import { onTestFinished, vi } from "vitest";

const hosts = /^https:\/\/(?:login\.microsoftonline|graph\.microsoft)\.com\//;

/**
 * Until the test ends, a function call to the mock replaces the emulated connection of MSAL and Graph's client, so that a run of all tests
 * is quick. Requests and answers are the same.
 */
export function withoutNetwork(): void {
  const { fetch } = globalThis;
  // By the options and not by “manual”, which Graph's client sets itself.
  const asked = new WeakSet<RequestInit>();
  vi.stubGlobal("fetch", async (...[input, init]: Parameters<typeof fetch>): Promise<Response> => {
    // A request that the mock does not answer comes back here. It goes to the network, which fails the test.
    const isForMock = typeof input === "string" && hosts.test(input) && !(init && asked.has(init));
    if (!isForMock) return fetch(input, init);
    const unfollowed = { ...init, redirect: "manual" } as const;
    asked.add(unfollowed);
    return browserFetch(input, unfollowed);
  });
  onTestFinished(() => {
    globalThis.fetch = fetch;
  });
}
