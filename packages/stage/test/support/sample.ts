import type { Hop, Recording } from "@mcp-entra/workshop/recording";

const base = Date.UTC(2026, 10, 30, 16, 0, 0);

export function sampleHop(id: number, changes: Partial<Hop> = {}): Hop {
  return {
    id,
    at: new Date(base + id * 10).toISOString(),
    durationMs: 4,
    from: "client",
    to: "server",
    transport: "http",
    method: "POST",
    url: "http://localhost:3001/mcp",
    request: { headers: {}, body: null },
    response: { status: 200, headers: {}, body: null },
    rpc: null,
    tokens: [],
    correlationId: null,
    story: null,
    user: null,
    clientId: null,
    step: null,
    why: `Hop ${id}.`,
    page: null,
    source: null,
    leak: null,
    error: null,
    play: null,
    ...changes,
  };
}

export function sampleRecording(hops: Hop[]): Recording {
  return { version: 1, title: "A sample", startedAt: new Date(base).toISOString(), hops, notes: [] };
}
