import { browserFetch } from "@mcp-entra/mock-entra/vitest";
import { onTestFinished, vi } from "vitest";

const hosts = /^https:\/\/(?:login\.microsoftonline|graph\.microsoft)\.com\//;

/**
 * Until the test ends, a function call to the mock replaces the emulated connection of MSAL and Graph's client, so that a run of all tests
 * is quick. Requests and answers are the same.
 */
export function withoutNetwork(): void {
  const { fetch } = globalThis;
  vi.stubGlobal("fetch", async (...[input, init]: Parameters<typeof fetch>): Promise<Response> => {
    // A request that the mock does not answer comes back here with “manual”. It goes to the network, which fails the test.
    const isForMock = typeof input === "string" && hosts.test(input) && init?.redirect !== "manual";
    return isForMock ? browserFetch(input, { ...init, redirect: "manual" }) : fetch(input, init);
  });
  onTestFinished(() => {
    globalThis.fetch = fetch;
  });
}
