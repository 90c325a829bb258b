import type { Exchange } from "../http/exchange.ts";
import { GraphError } from "./graph-error.ts";

/** @throws GraphError 400 for anything but a JSON object; an empty body is an empty object */
export async function jsonBody({ request }: Exchange): Promise<Record<string, unknown>> {
  const text = await request.text();
  if (text.trim() === "") return {};
  const body = parse(text);
  if (typeof body === "object" && body !== null && !Array.isArray(body)) return { ...body };
  throw unreadable();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable();
  }
}

function unreadable(): GraphError {
  return new GraphError(
    400,
    "BadRequest",
    "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.",
  );
}
