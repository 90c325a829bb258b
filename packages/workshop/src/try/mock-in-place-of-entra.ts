import process from "node:process";
import { createMockEntra } from "@mcp-entra/mock-entra";
import { createHttpBrowser, signIn } from "@mcp-entra/mock-entra/browser";
import { seed } from "@mcp-entra/mock-entra/seed";
import { setupServer } from "msw/node";
import { type EntraForClients, realEntra, serveEntraToClients } from "./entra-for-clients.ts";

/** A mock that answers for the real Entra and Graph in this process, and whose pages a browser can visit. */
export interface MockInPlaceOfEntra {
  /** Where its pages, its portal and its trace are. */
  pagesUrl: string;
  /** The mock's page for an address at Entra. Another address is not changed. */
  pageOf(address: string): string;
  /** Opens a page in the browser. With TRY_AS, the named user of the seed signs in there without a browser. */
  openPage(address: string): Promise<void>;
  /**
   * For a server whose clients sign in at Entra themselves.
   *
   * @param resource the address of the server, which becomes an Application ID URI of the API. The real Entra refuses an address on this machine.
   */
  openToClients(resource: string): Promise<EntraForClients>;
}

/**
 * For a server that uses the real hosts, like the servers of the exercises: a mock answers this process's requests to these hosts.
 * Other requests are not changed.
 */
export async function startMockInPlaceOfEntra(): Promise<MockInPlaceOfEntra> {
  const mock = createMockEntra({ allowLoopbackIdentifierUris: true });
  const { frontChannelUrl } = await mock.listen({ backChannelPort: 0, frontChannelPort: 0 });
  setupServer(...mock.handlers).listen({ onUnhandledFrame: "bypass" });
  const pageOf = (address: string): string => {
    const url = URL.parse(address);
    return url?.origin === realEntra ? frontChannelUrl + url.pathname + url.search : address;
  };
  return {
    pagesUrl: frontChannelUrl,
    pageOf,
    openPage: async (address) => openPage(pageOf(address)),
    openToClients: async (resource) => {
      mock.directory.findApplication(seed.applications.api.appId)?.identifierUris.push(resource);
      return serveEntraToClients(mock, frontChannelUrl);
    },
  };
}

async function openPage(address: string): Promise<void> {
  const name = process.env["TRY_AS"];
  if (name === undefined) {
    const { default: open } = await import("open");
    await open(address);
    return;
  }
  const user = Object.entries(seed.users).find(([each]) => each === name)?.[1];
  if (user === undefined)
    throw new Error(
      `TRY_AS: there is no user ${name}. Expected one of ${Object.keys(seed.users).join(", ")}.`,
    );
  const browser = createHttpBrowser();
  await signIn(browser, await browser.visit(address), user);
}
