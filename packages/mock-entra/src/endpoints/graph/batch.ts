import { authenticateCaller } from "../../graph/authenticate.ts";
import { type BatchStep, keyOf, parseBatch } from "../../graph/batch/batch-request.ts";
import { presentAsGraph } from "../../graph/graph-error.ts";
import { graphJson } from "../../graph/graph-headers.ts";
import { jsonBody } from "../../graph/json-body.ts";
import { answerExchange } from "../../http/answer-exchange.ts";
import type { Endpoint } from "../../http/endpoint.ts";
import { createExchange, type Exchange } from "../../http/exchange.ts";
import { createRouter, type Router } from "../../http/router.ts";

/** The answer to one request of a batch. */
interface BatchAnswer {
  id: string;
  status: number;
  headers: Record<string, string>;
  body?: unknown;
}

/**
 * Up to 20 requests in one. Each has its own answer and its own entry in the trace. The batch gets 200,
 * also if requests in it fail.
 * @param others the endpoints for the requests in a batch. A batch in a batch is not found
 * @see https://learn.microsoft.com/graph/json-batching
 */
export function graphBatch(others: readonly Endpoint[]): Endpoint {
  return {
    name: "graph-batch",
    urls: ({ graph }) => [`${graph}/v1.0/$batch`],
    methods: ["POST"],
    presentError: presentAsGraph,
    respond: async (exchange) => {
      await authenticateCaller(exchange);
      const steps = parseBatch(await jsonBody(exchange));
      const route = createRouter(others, exchange.origins);
      const answers = new Map<string, BatchAnswer>();
      for (const step of steps) {
        const failed = step.dependsOn.some((id) => (answers.get(keyOf(id))?.status ?? 0) >= 400);
        const answer = failed ? failedDependency(step) : await answerStep(exchange, route, step);
        answers.set(keyOf(step.id), answer);
      }
      return graphJson(exchange, { responses: [...answers.values()] });
    },
  };
}

function failedDependency({ id }: BatchStep): BatchAnswer {
  // The wording is unconfirmed, the status is not.
  const message = "The request failed because a request that it depends on failed.";
  return refusal(id, 424, "FailedDependency", message);
}

async function answerStep(exchange: Exchange, route: Router, step: BatchStep): Promise<BatchAnswer> {
  const request = requestOf(exchange, step);
  const found = request && route(request.url);
  if (!request || !found) return notAnAddress(step);
  const { state, origins, caller, tenantSegment } = exchange;
  const inner = createExchange(request, tenantSegment, origins, state, caller);
  return toAnswer(step.id, await answerExchange(found.endpoint, inner));
}

/** The address is relative to the version, with or without a slash. The token is the token of the batch. */
function requestOf({ request, origins, correlationId }: Exchange, step: BatchStep): Request | undefined {
  const address = `${origins.graph}/v1.0/${step.url.replace(/^\//u, "")}`;
  if (!URL.canParse(address)) return undefined;
  try {
    const headers = new Headers(step.headers);
    headers.set("authorization", request.headers.get("authorization") ?? "");
    headers.set("client-request-id", correlationId);
    const body = step.body === undefined ? {} : { body: textOf(step.body) };
    return new Request(address, { method: step.method.toUpperCase(), headers, ...body });
  } catch {
    // A method or a header that is not valid in a request.
    return undefined;
  }
}

function textOf(body: unknown): string {
  return typeof body === "string" ? body : JSON.stringify(body);
}

function notAnAddress({ id }: BatchStep): BatchAnswer {
  return refusal(id, 400, "BadRequest", "The url, method or headers of this request are not valid.");
}

function refusal(id: string, status: number, code: string, message: string): BatchAnswer {
  const headers = { "Content-Type": "application/json" };
  return { id, status, headers, body: { error: { code, message } } };
}

/** JSON stays JSON. Binary content is in base64. */
async function toAnswer(id: string, response: Response): Promise<BatchAnswer> {
  const headers = Object.fromEntries(
    ["Cache-Control", "Content-Type", "Location", "Retry-After", "WWW-Authenticate"].flatMap((name) => {
      const value = response.headers.get(name);
      return value === null ? [] : [[name, value]];
    }),
  );
  const answer = { id, status: response.status, headers };
  const type = response.headers.get("content-type") ?? "";
  if (type.startsWith("image/")) {
    return { ...answer, body: Buffer.from(await response.arrayBuffer()).toString("base64") };
  }
  const text = await response.text();
  if (text === "") return answer;
  return { ...answer, body: type.startsWith("application/json") ? JSON.parse(text) : text };
}
