import type { BrowserContext } from "playwright-core";
import type { HttpBrowser } from "../../packages/mock-entra/src/browser/index.ts";
import type { MockEntra, RunningMockEntra } from "../../packages/mock-entra/src/index.ts";

/**
 * How a client reaches the mock. `in process`: by the real host names, which msw intercepts. `served`: on loopback by https, and the
 * pages by plain http. `served, https pages`: the same with `--https-front-channel`.
 */
export const places = ["in process", "served", "served, https pages"] as const;
export type Place = (typeof places)[number];

/** Cookies of the mock's pages in a frame of an application. Chromium blocks them unless its user allows them. */
export type ThirdPartyCookies = "blocked" | "allowed";

/** The mock of one flow. It begins with the seed. */
export interface Mock {
  entra: MockEntra;
  /** Without a tenant: `https://login.microsoftonline.com`, or the address of the back channel. */
  authorityHost: string;
  /** Without a version: `https://graph.microsoft.com`, or the address of the back channel. */
  graph: string;
  /** A person's browser. It stops before an address that begins with one of these. */
  browser: (stopBefore: readonly string[]) => HttpBrowser;
  /** A new Chromium that trusts the mock's certificate. Only if the mock is served. */
  chromium: (cookies: ThirdPartyCookies) => Promise<BrowserContext>;
  /** Only if the mock is served. */
  running?: RunningMockEntra;
}

/** One line of the table: a usual task with a library. */
export interface ClientFlow {
  /** The library's name in the package.json of this folder. The page takes name and version from there. */
  dependency: string;
  flow: string;
  places: readonly Place[];
  /** Runs in pages. Without Chromium, such flows are skipped. */
  inChromium?: true;
  /** Fails if the library does not get the answer that Entra would give. */
  run: (mock: Mock) => Promise<void>;
  /** For a library that cannot use the mock. The flow has to fail with this error, and the page gives the reason. */
  cannot?: { error: RegExp; reason: string };
}
