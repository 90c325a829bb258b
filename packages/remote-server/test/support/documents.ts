import type { AuditEvent } from "@mcp-entra/auth-core";
import {
  createClientDocuments,
  type ClientDocumentsOptions,
} from "../../src/auth/clients/client-id-metadata/client-documents.ts";
import { documentOf, sendJson, serveDocument } from "./document-server.ts";

/** The reading of documents, with a clock that can be moved, and what it has reported. */
export function documents(options: Partial<ClientDocumentsOptions> = {}) {
  const events: AuditEvent[] = [];
  const clock = { now: 0 };
  const clients = createClientDocuments({
    audit: (event) => void events.push(event),
    now: () => clock.now,
    allowLoopback: true,
    resolveHost: async () => [],
    // Silent hosts have to stay silent for as long as a busy machine takes to ask all of them.
    fetchSeconds: 60,
    ...options,
  });
  const read = async (clientId: string, askedFrom = "192.0.2.1") => clients.read(clientId, askedFrom);
  return { read, events, clock };
}

/** A host that takes connections and says nothing until it is told to. */
export async function silentHost() {
  const site = await serveDocument();
  const waiting: (() => void)[] = [];
  site.answer = (request, response) => {
    const clientId = `https://localhost:${site.port}${request.url ?? ""}`;
    waiting.push(() => sendJson(documentOf(clientId))(request, response));
  };
  const arrived = async (count: number): Promise<void> => {
    while (waiting.length < count) await new Promise((next) => void setTimeout(next, 2));
  };
  return { clientId: site.clientId, waiting, arrived };
}
