import { seed } from "@mcp-entra/mock-entra/seed";
import type { ServerKind } from "./describe/server-kind.ts";
import type { Lane } from "./hop.ts";
import type { RawExchange } from "./raw-exchange.ts";
import type { Recorder } from "./recorder.ts";
import type { TraceEvent } from "./trace-event.ts";

/** The programs that the directory's applications belong to. */
export interface Applications {
  /** Application ids of MCP servers. All other applications are clients. */
  servers: Readonly<Record<string, ServerKind>>;
  /** The server of exchanges that name no application. */
  server: ServerKind;
}

/** The applications of the mock's seed. */
export function seededApplications(server: ServerKind = "remote"): Applications {
  const { remote, local, api } = seed.applications;
  return {
    server,
    servers: {
      [remote.appId]: "remote",
      [local.appId]: "local",
      [api.appId]: "entra-tokens",
      ...own(server),
    },
  };
}

/** The client secrets of the mock's seed. No exchange may show them. */
export function learnSeededSecrets(recorder: Pick<Recorder, "learn">): void {
  const { remote, api } = seed.applications;
  for (const { secret } of [remote, api]) recorder.learn("client secret", secret);
}

/** A learner's server uses the registration of the server that the learner builds. */
function own(server: ServerKind): Record<string, ServerKind> {
  const { remote, local, api } = seed.applications;
  if (server === "exercise-2") return { [local.appId]: server };
  if (server === "exercise-3") return { [remote.appId]: server };
  return server === "exercise-5" ? { [api.appId]: server } : {};
}

/** An exchange as the mock has seen it. */
export function exchangeOfTrace(event: TraceEvent, applications: Applications): RawExchange {
  const { at, method, url, endpoint, status, durationMs, error, user, clientId, correlationId } = event;
  const { parameters, requestHeaders, answerHeaders, answerBody, fingerprints } = event;
  const form = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
  return {
    at,
    durationMs,
    from: callerOf(event, applications),
    to: endpoint.startsWith("graph-") ? "graph" : "entra",
    transport: "http",
    method,
    url,
    request: { headers: requestHeaders, body: form.length === 0 ? null : form.join("&") },
    response: { status, headers: answerHeaders, body: answerBody },
    known: {
      endpoint,
      server: serverOf(clientId, applications),
      user,
      clientId,
      correlationId,
      error: typeof error === "number" ? `AADSTS${error}` : error,
      tokens: tokensOf(event),
      fingerprints: fingerprints.map(({ side, name, fingerprint }) => ({
        side,
        name,
        fingerprint: Buffer.from(fingerprint, "hex").toString("base64url"),
      })),
    },
  };
}

function tokensOf({ presented, issued }: TraceEvent) {
  return [
    ...(presented === null
      ? []
      : [{ where: "the header authorization of the request", kind: "access token", claims: presented }]),
    ...issued.map(({ kind, claims: payload }) => ({
      where: `${kind} in the answer`,
      kind: kind === "id_token" ? "id token" : "access token",
      claims: payload,
    })),
  ];
}

/** Endpoints that only a browser visits. */
const pages = new Set([
  "admin-consent",
  "authorize",
  "consent",
  "device-code-entry",
  "device-confirmation",
  "device-verification",
  "error-explanation",
  "login",
  "logout",
  "second-factor",
]);

function callerOf({ endpoint, clientId, requestHeaders }: TraceEvent, { servers }: Applications): Lane {
  if (pages.has(endpoint)) return "browser";
  if (clientId !== null) return clientId in servers ? "server" : "client";
  // MCP clients send the header MCP-Protocol-Version, also when they look for metadata.
  return requestHeaders["mcp-protocol-version"] === undefined && endpoint !== "absent" ? "server" : "client";
}

function serverOf(clientId: string | null, { servers, server }: Applications): ServerKind {
  if (clientId === null) return server;
  // A client that signs in directly at Entra wants a token for a server that takes Entra's tokens.
  return servers[clientId] ?? (server === "exercise-5" ? server : "entra-tokens");
}
