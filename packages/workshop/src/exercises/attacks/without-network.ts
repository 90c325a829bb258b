import { browserFetch } from "@mcp-entra/mock-entra/vitest";
import { onTestFinished, vi } from "vitest";

const hosts = /^https:\/\/(?:login\.microsoftonline|graph\.microsoft)\.com\//;

/**
 * Until the test ends, MSAL and Graph's client ask the mock by a call, in place of an emulated connection: a run of all tests has to be
 * quick. The mock's answers and what they send are the same.
 */
export function withoutNetwork(): void {
  const { fetch } = globalThis;
  vi.stubGlobal("fetch", async (...[input, init]: Parameters<typeof fetch>): Promise<Response> => {
    // What the mock does not answer comes back here with “manual”, and goes to the network, which fails the test.
    const isForMock = typeof input === "string" && hosts.test(input) && init?.redirect !== "manual";
    return isForMock ? browserFetch(input, { ...init, redirect: "manual" }) : fetch(input, init);
  });
  onTestFinished(() => {
    globalThis.fetch = fetch;
  });
}
