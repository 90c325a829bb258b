import type { Now, Store } from "@mcp-entra/auth-core";
import type { RequestHandler } from "express";

/** Any number of probes causes one request to the store in a second. */
const freshMs = 1_000;

export interface HealthzOptions {
  store: Pick<Store, "get">;
  now?: Now;
  /** If the store has not answered after this time, it is too slow for requests as well. */
  patienceMs?: number;
}

/**
 * `GET /healthz`, for load balancers and people: 200 when this process and its store answer, else 503. It
 * needs no token. It does not say which store it is, or why it fails.
 *
 * Without the store, no request can be served, so use it as a readiness probe. As a liveness probe, check
 * only the port: a restart of the server does not repair the store.
 */
export function healthz({
  store,
  now = () => Date.now(),
  patienceMs = 2_000,
}: HealthzOptions): RequestHandler {
  let asked: { at: number; isReachable: Promise<boolean> } | undefined;
  return async (_request, response) => {
    if (asked === undefined || now() - asked.at >= freshMs) {
      asked = { at: now(), isReachable: answers(store, patienceMs) };
    }
    const isHealthy = await asked.isReachable;
    response.set("Cache-Control", "no-store");
    if (isHealthy) response.json({ status: "ok" });
    else response.status(503).set("Retry-After", "5").json({ status: "unavailable" });
  };
}

/** Any answer is enough, also that there is no such record. */
async function answers(store: Pick<Store, "get">, patienceMs: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const impatience = setTimeout(() => resolve(false), patienceMs);
  store.get("healthz").then(
    () => resolve(true),
    () => resolve(false),
  );
  return promise.finally(() => clearTimeout(impatience));
}
