import { createCoalescedRequests, type Now, type RecordAuditEvent, systemCodeOf } from "@mcp-entra/auth-core";
import type { OAuthClientInformationFull } from "@modelcontextprotocol/sdk/shared/auth.js";
import { cacheSeconds } from "./cache-lifetime.ts";
import { checkDocument } from "./check-document.ts";
import {
  ClientDocumentError,
  documentsNotRead,
  tooManyFetches,
  unreachable,
} from "./client-document-error.ts";
import { parseClientIdUrl } from "./client-id-url.ts";
import { fetchDocument } from "./fetch-document.ts";
import { type ResolveHost, resolvePublicHost } from "./resolve-host.ts";

/** For all of it: name, connection, TLS, document. */
const fetchSeconds = 5;
/** Anybody can make us fetch. More at once than this are refused, so that waiting for slow hosts costs us little. */
const maximumFetches = 16;

/**
 * Clients that introduce themselves by an address: their client id is the URL of a document that describes them.
 *
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-oauth-client-id-metadata-document-02
 * @see https://modelcontextprotocol.io/specification/2025-11-25/basic/authorization
 */
export interface ClientDocuments {
  /** @throws ClientDocumentError */
  read(clientId: string): Promise<OAuthClientInformationFull>;
}

export interface ClientDocumentsOptions {
  audit: RecordAuditEvent;
  now: Now;
  /** DEVELOPMENT ONLY: documents on this machine are accepted, on any port. */
  allowLoopback: boolean;
  resolveHost: ResolveHost;
  /** How many clients are kept in memory. */
  maximumCached?: number;
}

/** Where documents are not read at all. */
export const noClientDocuments: ClientDocuments = {
  read: async () => Promise.reject(documentsNotRead()),
};

interface CachedClient {
  client: OAuthClientInformationFull;
  expiresAt: number;
}

export function createClientDocuments(options: ClientDocumentsOptions): ClientDocuments {
  const { audit, now, maximumCached = 500 } = options;
  const cache = new Map<string, CachedClient>();
  const fetches = createCoalescedRequests<OAuthClientInformationFull>();

  /** The oldest makes room for the newest: strangers choose what is in here, not how much. */
  const keep = (clientId: string, cached: CachedClient): void => {
    cache.delete(clientId);
    cache.set(clientId, cached);
    const [oldest] = cache.keys();
    if (cache.size > maximumCached && oldest !== undefined) cache.delete(oldest);
  };

  const fetchAndKeep = async (clientId: string): Promise<OAuthClientInformationFull> => {
    try {
      const { client, lifetimeSeconds } = await fetchClient(clientId, options);
      // Only what was fetched and found good is kept: a failure may be over by the next request.
      keep(clientId, { client, expiresAt: now() + lifetimeSeconds * 1_000 });
      return client;
    } catch (error) {
      const refusal = toRefusal(error);
      const reason = reasonForLog(refusal);
      audit({ event: "client_document_refused", outcome: "failure", client: clientId, reason });
      throw refusal;
    }
  };

  return {
    read: async (clientId) => {
      const cached = cache.get(clientId);
      if (cached !== undefined && cached.expiresAt > now()) return cached.client;
      // Whoever comes while a document is on its way waits for the same one: a hundred requests are one fetch.
      return fetches.join(clientId, async () => {
        if (fetches.count() >= maximumFetches) throw tooManyFetches();
        return fetchAndKeep(clientId);
      });
    },
  };
}

async function fetchClient(
  clientId: string,
  { allowLoopback, resolveHost }: ClientDocumentsOptions,
): Promise<{ client: OAuthClientInformationFull; lifetimeSeconds: number }> {
  const url = parseClientIdUrl(clientId, { allowLoopback });
  // defence:11-time
  const signal = AbortSignal.timeout(fetchSeconds * 1_000);
  const addresses = await resolvePublicHost(url.hostname, resolveHost, signal);
  const { text, headers } = await fetchDocument(url, addresses, signal);
  return { client: checkDocument(clientId, text), lifetimeSeconds: cacheSeconds(url, headers) };
}

function reasonForLog({ isOutOfReach, reason }: ClientDocumentError): string {
  return isOutOfReach ? `this server could not reach the document's host: ${reason}` : reason;
}

function toRefusal(error: unknown): ClientDocumentError {
  if (error instanceof ClientDocumentError) return error;
  return unreachable(`the connection failed (${systemCodeOf(error) ?? "unknown"})`);
}
