import { createServer as createHttpServer, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { KeyAndCertificate } from "./key-and-certificate.ts";
import { createNodeListener, type FetchHandler } from "./node-adapter.ts";

/** One port. It refuses all requests until it knows its own name. With port 0, this is after binding. */
function createChannel(create: (listener: ReturnType<typeof createNodeListener>) => Server) {
  let current: { origin: string; hosts: readonly string[]; handle: FetchHandler } | undefined;
  const server = create(
    createNodeListener(
      () => current?.origin ?? "",
      () => current?.hosts ?? [],
      async (request, caller) => current?.handle(request, caller) ?? new Response(null, { status: 503 }),
    ),
  );
  const open = (origin: string, hosts: readonly string[], handle: FetchHandler): void => {
    current = { origin, hosts, handle };
  };
  return { server, open };
}

export type Channels = ReturnType<typeof createChannels>;

export function createChannels(leaf: KeyAndCertificate, isFrontHttps: boolean) {
  const https = () =>
    createChannel((listener) => createHttpsServer({ key: leaf.key, cert: leaf.certificate }, listener));
  return {
    back: https(),
    front: isFrontHttps ? https() : createChannel((listener) => createHttpServer(listener)),
  };
}
