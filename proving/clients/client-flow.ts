import type { BrowserContext } from "playwright-core";
import type { HttpBrowser } from "../../packages/mock-entra/src/browser/index.ts";
import type { MockEntra, RunningMockEntra } from "../../packages/mock-entra/src/index.ts";

/**
 * How a client reaches the mock. `in process`: by the real host names, which msw intercepts. `served`: on loopback by https, the
 * pages by plain http. `served, https pages`: the same with `--https-front-channel`.
 */
export const places = ["in process", "served", "served, https pages"] as const;
export type Place = (typeof places)[number];

/** Of the mock's pages in a frame of an application. Chromium blocks them unless its user has allowed them. */
export type ThirdPartyCookies = "blocked" | "allowed";

/** The mock where one flow runs. It begins with the seed. */
export interface Mock {
  entra: MockEntra;
  /** Without a tenant: `https://login.microsoftonline.com`, or the back channel. */
  authorityHost: string;
  /** Without a version: `https://graph.microsoft.com`, or the back channel. */
  graph: string;
  /** A person's browser. It stops before an address that begins with one of these. */
  browser: (stopBefore: readonly string[]) => HttpBrowser;
  /** A Chromium that trusts the mock's certificate, and has seen nothing yet. Only where the mock is served. */
  chromium: (cookies: ThirdPartyCookies) => Promise<BrowserContext>;
  /** Only where the mock is served. */
  running?: RunningMockEntra;
}

/** One line of the table: something that people do with a library. */
export interface ClientFlow {
  /** As the package.json of this folder calls it. The page takes the name and the version from there. */
  dependency: string;
  flow: string;
  places: readonly Place[];
  /** Runs in pages; such flows are skipped where there is no Chromium. */
  inChromium?: true;
  /** Fails when the library does not get what Entra would have given it. */
  run: (mock: Mock) => Promise<void>;
  /** Where the library cannot use the mock. The flow then has to fail with this error, and the page gives the reason. */
  cannot?: { error: RegExp; reason: string };
}
