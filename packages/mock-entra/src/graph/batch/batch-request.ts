import { z } from "zod";
import { GraphError } from "../graph-error.ts";

const stepSchema = z.object({
  id: z.string().min(1),
  method: z.string().min(1),
  url: z.string().min(1),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.unknown().optional(),
  dependsOn: z.array(z.string()).default([]),
});

/** One request of a batch. */
export type BatchStep = z.output<typeof stepSchema>;

const maximumSteps = 20;
const methodsWithBody = new Set(["POST", "PUT", "PATCH"]);

/**
 * The requests of a batch, ordered so that each comes after those that it depends on.
 * @throws GraphError 400 for the whole batch; code and message are unconfirmed
 * @see https://learn.microsoft.com/graph/json-batching
 */
export function parseBatch(body: Record<string, unknown>): BatchStep[] {
  const { requests } = body;
  if (Array.isArray(requests) && requests.length > maximumSteps) {
    throw new GraphError(
      400,
      "MaximumValueExceeded",
      `Number of batch request steps exceeds the maximum value of ${maximumSteps}.`,
    );
  }
  const parsed = z.array(stepSchema).min(1).safeParse(requests);
  if (!parsed.success) throw badBatch("Invalid batch payload format.");
  assertIds(parsed.data);
  for (const step of parsed.data) assertBody(step);
  return inOrder(parsed.data);
}

function badBatch(message: string): GraphError {
  return new GraphError(400, "BadRequest", message);
}

/** The case of ids is ignored. */
export function keyOf(id: string): string {
  return id.toLowerCase();
}

function assertIds(steps: readonly BatchStep[]): void {
  const known = new Set<string>();
  for (const { id } of steps) {
    if (known.has(keyOf(id))) throw badBatch(`Request id : ${id} is not unique in the batch.`);
    known.add(keyOf(id));
  }
  for (const { id, dependsOn } of steps) {
    const missing = dependsOn.find((other) => !known.has(keyOf(other)));
    if (missing !== undefined)
      throw badBatch(`Request id : ${id} depends on ${missing}, which is not in the batch.`);
  }
}

function assertBody({ id, method, headers, body }: BatchStep): void {
  const hasType = Object.keys(headers).some((name) => name.toLowerCase() === "content-type");
  const needsBoth = methodsWithBody.has(method.toUpperCase()) || body !== undefined;
  if (needsBoth && (body === undefined || !hasType))
    throw badBatch(`Write request id : ${id} does not contain Content-Type header or body.`);
}

function inOrder(steps: readonly BatchStep[]): BatchStep[] {
  const ordered: BatchStep[] = [];
  const done = new Set<string>();
  let waiting = [...steps];
  while (waiting.length > 0) {
    const ready = waiting.filter(({ dependsOn }) => dependsOn.every((id) => done.has(keyOf(id))));
    if (ready.length === 0) throw badBatch("Requests of the batch depend on each other in a circle.");
    ordered.push(...ready);
    for (const { id } of ready) done.add(keyOf(id));
    waiting = waiting.filter((step) => !ready.includes(step));
  }
  return ordered;
}
