import { createHttpBrowser } from "../../packages/mock-entra/src/browser/index.ts";
import { browserFetch, useMockEntra } from "../../packages/mock-entra/src/vitest.ts";
import { useServed } from "../../packages/mock-entra/test/support/deployment.ts";
import type { Mock, Place } from "./client-flow.ts";

/** For one `describe`: starts the mock, ends it, and begins each test with the seed. @returns what one test gets */
export function useMock(place: Place): () => Mock {
  if (place === "in process") {
    const entra = useMockEntra();
    return () => ({
      entra,
      authorityHost: "https://login.microsoftonline.com",
      graph: "https://graph.microsoft.com",
      browser: (stopBefore) => createHttpBrowser({ stopBefore, fetch: browserFetch }),
    });
  }
  const served = useServed({ httpsFrontChannel: place === "served, https pages" });
  return () => ({
    entra: served.entra,
    authorityHost: served.authorityHost(),
    graph: served.graphBaseUrl(),
    browser: (stopBefore) => createHttpBrowser({ stopBefore }),
    running: served.running(),
  });
}
