import { type MockEntra, seed } from "@mcp-entra/mock-entra";
import { browserFetch, useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { beforeEach, onTestFinished, vi } from "vitest";

const hosts = /^https:\/\/(?:login\.microsoftonline|graph\.microsoft)\.com\//;

/** The mock, with a registration that is laxer than yours is: what keeps other organizations out has to be the code. */
export function useLaxEntra(): MockEntra {
  const entra = useMockEntra();
  beforeEach(() => {
    const application = entra.directory.findApplication(seed.applications.remote.appId);
    if (application !== undefined) application.signInAudience = "AzureADMultipleOrgs";
    answerWithoutNetwork();
  });
  return entra;
}

/**
 * MSAL and Graph ask the mock by a call in place of an emulated connection: a run of all tests has to be quick. The mock's
 * answers and what MSAL sends are the same.
 */
function answerWithoutNetwork(): void {
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
