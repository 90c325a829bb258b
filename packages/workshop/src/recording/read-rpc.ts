import { z } from "zod";
import type { RpcMessage } from "./hop.ts";
import { parseJson } from "./parse-json.ts";
import { headersOf, type RawExchange } from "./raw-exchange.ts";

const request = z.looseObject({
  jsonrpc: z.literal("2.0"),
  method: z.string(),
  id: z.union([z.string(), z.number()]).nullable().optional(),
  params: z
    .looseObject({ name: z.string().optional().catch(undefined) })
    .optional()
    .catch(undefined),
});

const response = z.looseObject({
  jsonrpc: z.literal("2.0"),
  error: z.looseObject({ message: z.string() }).optional(),
  result: z
    .looseObject({
      isError: z.boolean().optional().catch(undefined),
      content: z
        .array(z.looseObject({ text: z.string().optional().catch(undefined) }))
        .optional()
        .catch(undefined),
    })
    .optional()
    .catch(undefined),
});

/** The MCP message that an exchange carries: the request, and what went wrong with it. */
export function readRpc({ request: sent, response: answered }: RawExchange): RpcMessage | null {
  const message = messagesIn(sent.body).flatMap((each) => request.safeParse(each).data ?? [])[0];
  if (message === undefined) return null;
  const { method, id = null, params } = message;
  const answers = messagesIn(answered.body).flatMap((each) => response.safeParse(each).data ?? []);
  const error = answers.map(errorIn).find((each) => each !== null) ?? null;
  return { method, id, tool: method === "tools/call" ? (params?.name ?? null) : null, error };
}

function errorIn({ error, result }: z.output<typeof response>): string | null {
  if (error !== undefined) return error.message;
  if (result?.isError !== true) return null;
  return result.content?.map(({ text = "" }) => text).join("\n") ?? "the tool failed";
}

/** JSON, several of it, or a stream of events with JSON in their data. */
function messagesIn(body: string | null): unknown[] {
  if (body === null) return [];
  const whole = parseJson(body);
  if (whole !== undefined) return Array.isArray(whole) ? whole : [whole];
  return body
    .split("\n")
    .filter((line) => line.startsWith("data:"))
    .flatMap((line) => parseJson(line.slice("data:".length)) ?? []);
}

/** An MCP endpoint's answer, also when the request was no JSON: a stream that a client has opened. */
export function carriesMcp(exchange: RawExchange): boolean {
  if (readRpc(exchange) !== null) return true;
  return headersOf(exchange.response).some(
    ([name, value]) => name === "content-type" && value.startsWith("text/event-stream"),
  );
}
