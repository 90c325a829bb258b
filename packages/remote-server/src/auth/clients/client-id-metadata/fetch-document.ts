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
 * Fetches from one of `addresses` and from nowhere else, whatever the name resolves to by now: redirects are not followed,
 * nothing is sent that identifies a user, and no more is read than a document may be long.
 *
 * @param signal ends all of it, from the first packet to the last.
 * @throws ClientDocumentError
 */
export async function fetchDocument(
  url: URL,
  addresses: readonly string[],
  signal: AbortSignal,
): Promise<FetchedDocument> {
  const options: RequestOptions = {
    // defence:9 Checked once and used as checked. A second look-up could answer 127.0.0.1 (DNS rebinding).
    lookup: pinnedTo(addresses),
    signal,
    // A connection of its own, so that no TLS session is resumed: a session id is text that an attacker may choose.
    agent: false,
    // Not to be weakened by NODE_TLS_REJECT_UNAUTHORIZED: the certificate is what makes the host an identity.
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
  // defence:10 A redirect is an answer like any other that is not 200: it could lead to an address that was not checked.
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
    // defence:11-size Counted as it comes: a length that was announced is only a claim.
    if (size > maximumBytes) throw unusableDocument(`expected at most ${maximumBytes} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}
