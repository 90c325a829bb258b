import { z } from "zod";

const text = z.string().nullable();
const headers = z.record(z.string(), z.string());
const claims = z.record(z.string(), z.unknown());

/** The fields of an event of the mock's trace that are used here. */
export const traceEvent = z.object({
  id: z.int(),
  at: z.iso.datetime(),
  method: z.string(),
  url: z.string(),
  endpoint: z.string(),
  parameters: headers,
  grantType: text,
  clientId: text,
  user: text,
  status: z.int(),
  error: z.union([z.number(), z.string()]).nullable(),
  correlationId: z.string(),
  presented: claims.nullable(),
  issued: z.array(z.object({ kind: z.enum(["id_token", "access_token"]), claims })),
  durationMs: z.number(),
  requestHeaders: headers,
  answerHeaders: headers,
  answerBody: text,
  fingerprints: z.array(
    z.object({ side: z.enum(["request", "answer"]), name: z.string(), fingerprint: z.hex() }),
  ),
});

/** One exchange with Entra or Graph, as the mock has recorded it: redacted. */
export type TraceEvent = z.output<typeof traceEvent>;
