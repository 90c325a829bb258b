import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import https, { type RequestOptions } from "node:https";
import { isIPv6, type LookupFunction } from "node:net";
import { unreachable, unusableDocument } from "./client-document-error.ts";

/** As the draft recommends (section 8.7). */
const maximumBytes = 5 * 1_024;
const json = /^application\/(?:[\w.!#$&^+-]+\+)?json\s*(?:;|$)/i;

export interface FetchedDocument {
  text: string;
  headers: IncomingHttpHeaders;
}

/**
 * Fetches from one of `addresses` only, even if the name resolves to another address now. It does not follow
 * redirects, sends nothing that identifies a user, and stops reading at the maximum size.
 *
 * @param signal aborts the fetch at any point.
 * @throws ClientDocumentError
 */
export async function fetchDocument(
  url: URL,
  addresses: readonly string[],
  signal: AbortSignal,
): Promise<FetchedDocument> {
  const options: RequestOptions & { autoSelectFamilyAttemptTimeout: number } = {
    // defence:9 We use the address that we checked. A second look-up could answer 127.0.0.1 (DNS rebinding).
    lookup: pinnedTo(addresses),
    // Node gives an address a quarter of a second before it tries the next. A distant host, or this server when
    // it is busy, needs more time, and then no address would be left.
    autoSelectFamilyAttemptTimeout: 2_000,
    signal,
    // A new connection, so that no TLS session is resumed: an attacker may choose the session id.
    agent: false,
    // NODE_TLS_REJECT_UNAUTHORIZED must not turn this off: only the certificate proves the identity of the
    // host.
    rejectUnauthorized: true,
    maxHeaderSize: 8 * 1_024,
    // Compressed, five kilobytes could be five megabytes.
    headers: { accept: "application/json", "accept-encoding": "identity" },
  };
  return new Promise<FetchedDocument>((resolve, reject) => {
    const request = https.get(url, options, (response) => {
      readDocument(response)
        .then(resolve, reject)
        .finally(() => request.destroy());
    });
    request.on("error", reject);
  }).catch((error: unknown) => {
    if (signal.aborted) throw unreachable("it took too long");
    throw error;
  });
}

function pinnedTo(addresses: readonly string[]): LookupFunction {
  const found = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
  return (_hostname, options, callback) => {
    const [first] = found;
    if (options.all === true || first === undefined) callback(null, found);
    else callback(null, first.address, first.family);
  };
}

async function readDocument(response: IncomingMessage): Promise<FetchedDocument> {
  const { statusCode, headers } = response;
  // defence:10 We treat a redirect like any other answer that is not 200: it could lead to an address that
  // was not checked.
  if (statusCode !== 200) throw unusableDocument(`expected status 200, not ${statusCode ?? "none"}`);
  if (!json.test(headers["content-type"] ?? ""))
    throw unusableDocument("expected the content type application/json");
  if (headers["content-encoding"] !== undefined) throw unusableDocument("expected no content encoding");
  return { text: await readText(response), headers };
}

async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    // defence:11-size Counted while it arrives: the announced length may be wrong.
    if (size > maximumBytes) throw unusableDocument(`expected at most ${maximumBytes} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}
