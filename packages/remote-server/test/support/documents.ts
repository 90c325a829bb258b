import type { AuditEvent } from "@mcp-entra/auth-core";
import {
  createClientDocuments,
  type ClientDocumentsOptions,
} from "../../src/auth/clients/client-id-metadata/client-documents.ts";
import { documentOf, sendJson, serveDocument } from "./document-server.ts";

/** The reader of documents, with a clock that a test can move, and its reports. */
export function documents(options: Partial<ClientDocumentsOptions> = {}) {
  const events: AuditEvent[] = [];
  const clock = { now: 0 };
  const clients = createClientDocuments({
    audit: (event) => void events.push(event),
    now: () => clock.now,
    allowLoopback: true,
    resolveHost: async () => [],
    // Silent hosts must not answer until a busy machine has asked all of them.
    fetchSeconds: 60,
    ...options,
  });
  const read = async (clientId: string, askedFrom = "192.0.2.1") => clients.read(clientId, askedFrom);
  return { read, events, clock };
}

/** A host that accepts connections, and answers only when the test says so. */
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
