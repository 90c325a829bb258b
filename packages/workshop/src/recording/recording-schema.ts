import { z } from "zod";

const lane = z.enum(["browser", "client", "server", "entra", "graph", "attacker", "service"]);
const headers = z.record(z.string(), z.string());
const message = z.strictObject({ headers, body: z.string().nullable() });
const text = z.string().nullable();
const side = z.enum(["weakened", "ours"]);

/** A hop in a file. Do not trust its texts: they come from other programs. */
export const hopSchema = z.strictObject({
  id: z.int().positive(),
  at: z.iso.datetime(),
  durationMs: z.number().nullable(),
  from: lane,
  to: lane,
  transport: z.enum(["http", "stdio", "log"]),
  method: z.string(),
  url: z.string(),
  request: message,
  response: z.strictObject({ ...message.shape, status: z.int().nullable() }),
  rpc: z
    .strictObject({
      method: z.string(),
      id: z.union([z.string(), z.number()]).nullable(),
      tool: text,
      error: text,
    })
    .nullable(),
  tokens: z.array(
    z.strictObject({ where: z.string(), kind: z.string(), claims: z.record(z.string(), z.unknown()) }),
  ),
  correlationId: text,
  story: text,
  user: text,
  clientId: text,
  step: z.literal([1, 2, 3, 4, 5, 6]).nullable(),
  why: z.string(),
  page: text,
  source: text,
  leak: z.strictObject({ kind: z.string(), where: z.string() }).nullable(),
  error: text,
  // Older files have no plays.
  play: z.strictObject({ id: z.string(), side }).nullable().default(null),
});

export const noteSchema = z.strictObject({
  at: z.iso.datetime(),
  text: z.string(),
  play: z
    .strictObject({
      id: z.string(),
      side: side.nullable(),
      part: z.enum(["title", "goal", "removed", "added", "act", "got", "refused", "failed"]),
      code: text,
      source: text,
      page: text,
    })
    .nullable()
    .default(null),
});

export const recordingSchema = z.strictObject({
  version: z.literal(1),
  title: z.string(),
  startedAt: z.iso.datetime(),
  hops: z.array(hopSchema),
  notes: z.array(noteSchema),
});
