import { createCoalescedRequests, type Now, type RecordAuditEvent, systemCodeOf } from "@mcp-entra/auth-core";
import type { OAuthClientInformationFull } from "@modelcontextprotocol/sdk/shared/auth.js";
import { cacheSeconds } from "./cache-lifetime.ts";
import { checkDocument } from "./check-document.ts";
import {
  ClientDocumentError,
  documentsNotRead,
  hostNotAllowed,
  unreachable,
} from "./client-document-error.ts";
import { parseClientIdUrl } from "./client-id-url.ts";
import { createDocumentCache } from "./document-cache.ts";
import { createFetchShares } from "./fetch-shares.ts";
import { fetchDocument } from "./fetch-document.ts";
import { type ResolveHost, resolvePublicHost } from "./resolve-host.ts";

/** Since it was fetched. An attack probably does not last longer than a day. */
const usableSeconds = 24 * 60 * 60;

/**
 * Clients whose client id is the URL of a document that describes them.
 *
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-oauth-client-id-metadata-document-02
 * @see https://modelcontextprotocol.io/specification/2025-11-25/basic/authorization
 */
export interface ClientDocuments {
  /**
   * @param askedFrom the caller's network: each network has a share of the fetches. @throws
   * ClientDocumentError
   */
  read(clientId: string, askedFrom: string): Promise<OAuthClientInformationFull>;
}

export interface ClientDocumentsOptions {
  audit: RecordAuditEvent;
  now: Now;
  /** DEVELOPMENT ONLY: documents on this machine are accepted, on any port. */
  allowLoopback: boolean;
  resolveHost: ResolveHost;
  /** The only hosts that documents are fetched from; undefined: any. */
  allowedHosts?: readonly string[] | undefined;
  /** How many clients are kept in memory. */
  maximumCached?: number;
  /** The time limit for name, connection, TLS and document together. */
  fetchSeconds?: number | undefined;
}

/** For a server that reads no documents. */
export const noClientDocuments: ClientDocuments = {
  read: async () => Promise.reject(documentsNotRead()),
};

export function createClientDocuments(options: ClientDocumentsOptions): ClientDocuments {
  const { audit, now, maximumCached = 500 } = options;
  const cache = createDocumentCache(maximumCached);
  const fetches = createCoalescedRequests<OAuthClientInformationFull>();
  const shares = createFetchShares();

  const fetchAndKeep = async (clientId: string, askedFrom: string): Promise<OAuthClientInformationFull> => {
    const url = checkedUrl(clientId, options);
    return shares.run(askedFrom, url.host, async () => {
      const { client, lifetimeSeconds } = await fetchClient(url, options);
      // We keep only valid documents: at the next request, a failure may be over.
      const from = now();
      cache.keep(clientId, askedFrom, {
        client,
        freshUntil: from + lifetimeSeconds * 1_000,
        usableUntil: from + usableSeconds * 1_000,
      });
      return client;
    });
  };

  const refuse = (clientId: string, error: unknown): ClientDocumentError => {
    const refusal = toRefusal(error);
    if (refusal.isTemporary) return refusal;
    // The host has answered that there is no document any more, or another one. We keep the copy only if the
    // host does not answer.
    if (!refusal.isOutOfReach) cache.forget(clientId);
    const reason = reasonForLog(refusal);
    audit({ event: "client_document_refused", outcome: "failure", client: clientId, reason });
    return refusal;
  };

  return {
    read: async (clientId, askedFrom) => {
      const cached = cache.find(clientId, askedFrom);
      if (cached !== undefined && cached.freshUntil > now()) return cached.client;
      try {
        // Callers that ask while we fetch a document wait for the same fetch: a hundred requests are one
        // fetch.
        return await fetches.join(clientId, async () =>
          fetchAndKeep(clientId, askedFrom).catch((error: unknown) => {
            throw refuse(clientId, error);
          }),
        );
      } catch (error) {
        // defence:65-stale If we cannot ask again now, we do not lock out a client that was valid a short
        // time ago.
        if (isTemporary(error) && cached !== undefined && cached.usableUntil > now()) return cached.client;
        throw error;
      }
    },
  };
}

/** @throws ClientDocumentError */
function checkedUrl(clientId: string, { allowLoopback, allowedHosts }: ClientDocumentsOptions): URL {
  const url = parseClientIdUrl(clientId, { allowLoopback });
  if (allowedHosts !== undefined && !allowedHosts.includes(url.hostname)) throw hostNotAllowed();
  return url;
}

function isTemporary(error: unknown): boolean {
  return error instanceof ClientDocumentError && error.isTemporary;
}

async function fetchClient(
  url: URL,
  { resolveHost, fetchSeconds = 5 }: ClientDocumentsOptions,
): Promise<{ client: OAuthClientInformationFull; lifetimeSeconds: number }> {
  // defence:11-time
  const signal = AbortSignal.timeout(fetchSeconds * 1_000);
  const addresses = await resolvePublicHost(url.hostname, resolveHost, signal);
  const { text, headers } = await fetchDocument(url, addresses, signal);
  return { client: checkDocument(url.href, text), lifetimeSeconds: cacheSeconds(url, headers) };
}

function reasonForLog({ isOutOfReach, reason }: ClientDocumentError): string {
  return isOutOfReach ? `this server could not reach the document's host: ${reason}` : reason;
}

function toRefusal(error: unknown): ClientDocumentError {
  if (error instanceof ClientDocumentError) return error;
  return unreachable(`the connection failed (${systemCodeOf(error) ?? "unknown"})`);
}
