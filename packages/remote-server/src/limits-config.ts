import type { VariableHelp } from "@mcp-entra/auth-core";
import { z } from "zod";
import type { StoreBounds } from "./auth/create-authorization-server.ts";
import { defaultRequestLimits, type RequestLimits } from "./http/rate-limits.ts";
import { type ConnectionLimits, defaultLimits } from "./listener/tls/create-web-server.ts";
import { defaultStreamLimits, type StreamLimits } from "./transport/stream-limits.ts";

/** The limits for one address, one user, one client and all callers together. */
export interface LimitsConfig {
  requestLimits: RequestLimits;
  streamLimits: StreamLimits;
  connectionLimits: ConnectionLimits;
  storeBounds: StoreBounds;
  /** For how many callers' tokens a token for Graph is kept; with AUTHORIZATION_SERVER=entra only. */
  keptTokens: number;
}

/** A variable for a number of things. @param counted completes “Expected a whole number …: …”. */
function limit(fallback: number, counted: string) {
  const help: VariableHelp = {
    expected: `a whole number from 1 to 999999999: ${counted}`,
    example: String(fallback),
  };
  return z
    .string()
    .regex(/^[1-9]\d{0,8}$/)
    .transform(Number)
    .default(fallback)
    .meta(help);
}

const perAddress = "of one address in 15 minutes";
const [requests, streams, connections] = [defaultRequestLimits, defaultStreamLimits, defaultLimits];

export const limitVariables = z.object({
  LIMIT_ADDRESS_FACTOR: limit(requests.addressFactor, `a factor for all limits ${perAddress}`),
  LIMIT_REGISTRATIONS: limit(requests.registrations, `registrations ${perAddress}`),
  LIMIT_PAGES: limit(requests.pages, `visits to each page of a sign-in ${perAddress}`),
  LIMIT_TOKEN_REQUESTS: limit(requests.tokenRequests, `requests to /token, and to /revoke, ${perAddress}`),
  LIMIT_REFUSED_TOKENS: limit(requests.refusedTokens, `calls with invalid tokens ${perAddress}`),
  LIMIT_CALLS_PER_USER: limit(requests.callsPerUser, "calls of one user in a minute"),
  LIMIT_CALLS_PER_CLIENT: limit(requests.callsPerClient, "calls of one client of a user in a minute"),
  LIMIT_CALLS_AT_ONCE_PER_USER: limit(streams.requestsPerUser, "calls of one user at the same time at /mcp"),
  LIMIT_CALLS_AT_ONCE_PER_CLIENT: limit(
    streams.requestsPerClient,
    "calls of one client of a user at the same time at /mcp",
  ),
  LIMIT_STREAMS: limit(streams.total, "open streams at /sse"),
  LIMIT_STREAMS_PER_USER: limit(streams.perUser, "open streams of one user"),
  LIMIT_STREAMS_PER_CLIENT: limit(streams.perClient, "open streams of one client of a user"),
  LIMIT_CALLS_PER_STREAM: limit(streams.callsPerStream, "calls at the same time on one stream"),
  LIMIT_CONNECTIONS: limit(connections.connections, "open connections"),
  LIMIT_CONNECTIONS_PER_ADDRESS: limit(
    connections.connectionsPerAddress,
    "open connections of one address; without effect behind a proxy (TRUST_PROXY)",
  ),
  LIMIT_UNUSED_CLIENTS: limit(16_000, "registered clients that no user has signed in with"),
  LIMIT_PENDING_SIGN_INS: limit(
    10_000,
    "questions to users, and sign-ins at Entra, that are open at the same time",
  ),
  LIMIT_KEPT_TOKENS: limit(5_000, "tokens of Entra for which a token for Graph is kept"),
});

export function toLimitsConfig(values: z.output<typeof limitVariables>): LimitsConfig {
  return {
    requestLimits: {
      addressFactor: values.LIMIT_ADDRESS_FACTOR,
      registrations: values.LIMIT_REGISTRATIONS,
      pages: values.LIMIT_PAGES,
      tokenRequests: values.LIMIT_TOKEN_REQUESTS,
      refusedTokens: values.LIMIT_REFUSED_TOKENS,
      callsPerUser: values.LIMIT_CALLS_PER_USER,
      callsPerClient: values.LIMIT_CALLS_PER_CLIENT,
    },
    streamLimits: {
      ...streams,
      requestsPerUser: values.LIMIT_CALLS_AT_ONCE_PER_USER,
      requestsPerClient: values.LIMIT_CALLS_AT_ONCE_PER_CLIENT,
      total: values.LIMIT_STREAMS,
      perUser: values.LIMIT_STREAMS_PER_USER,
      perClient: values.LIMIT_STREAMS_PER_CLIENT,
      callsPerStream: values.LIMIT_CALLS_PER_STREAM,
    },
    connectionLimits: {
      ...connections,
      connections: values.LIMIT_CONNECTIONS,
      connectionsPerAddress: values.LIMIT_CONNECTIONS_PER_ADDRESS,
    },
    storeBounds: { unusedClients: values.LIMIT_UNUSED_CLIENTS, pending: values.LIMIT_PENDING_SIGN_INS },
    keptTokens: values.LIMIT_KEPT_TOKENS,
  };
}
