import https from "node:https";
import {
  fetchDocument as fetchOnce,
  type FetchedDocument,
} from "../../../src/auth/clients/client-id-metadata/fetch-document.ts";

/** Careless: it follows each redirect, and checks the first address only. */
export async function fetchDocument(
  url: URL,
  addresses: readonly string[],
  signal: AbortSignal,
): Promise<FetchedDocument> {
  const location = await redirectAt(url, addresses, signal);
  return location === undefined
    ? fetchOnce(url, addresses, signal)
    : fetchOnce(location, [location.hostname], signal);
}

async function redirectAt(
  url: URL,
  addresses: readonly string[],
  signal: AbortSignal,
): Promise<URL | undefined> {
  return new Promise((resolve, reject) => {
    const found = addresses.map((address) => ({ address, family: 4 }));
    const lookup = (_host: string, _options: object, callback: (error: null, all: typeof found) => void) =>
      callback(null, found);
    https
      .get(url, { lookup, signal, agent: false }, ({ headers }) => {
        resolve(headers.location === undefined ? undefined : new URL(headers.location));
      })
      .on("error", reject);
  });
}
