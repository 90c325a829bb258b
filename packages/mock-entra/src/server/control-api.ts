import { http, type HttpHandler } from "msw";
import type { Trace } from "../trace/trace.ts";

/** What may be done to a served mock from outside. */
export type Control = {
  trace: Trace;
  reset(): void;
  expireAccessTokens(): void;
  killRefreshTokens(): void;
};

/**
 * A page of another site can post a form here, but it cannot add a header of its own without asking first, and nothing
 * here answers such a question (CORS preflight).
 */
const controlHeader = "x-mock-entra-control";

/** Commands for whoever runs the mock: tests, the demo, a flow viewer. Not part of Entra, hence not in the trace. */
export const createControlHandlers = (origin: string, control: Control): HttpHandler[] => [
  command(origin, "GET", "trace", () => Response.json({ entries: control.trace.entries() })),
  command(origin, "POST", "reset", () => done(() => control.reset())),
  command(origin, "POST", "expire-access-tokens", () => done(() => control.expireAccessTokens())),
  command(origin, "POST", "kill-refresh-tokens", () => done(() => control.killRefreshTokens())),
];

const done = (act: () => void): Response => {
  act();
  return new Response(null, { status: 204 });
};

const command = (
  origin: string,
  method: "GET" | "POST",
  name: string,
  respond: () => Response,
): HttpHandler =>
  http.all(`${origin}/_mock/${name}`, ({ request }) => {
    if (request.headers.get(controlHeader) !== "1") {
      return refuse(403, `Send the header "${controlHeader}: 1": it keeps web pages out.`);
    }
    if (request.method !== method) return refuse(405, `Use ${method}.`);
    return respond();
  });

const refuse = (status: number, message: string): Response => Response.json({ error: message }, { status });
