import type { Now, Store } from "@mcp-entra/auth-core";
import type { RequestHandler } from "express";

/** Probes of any number cost the store one question a second. */
const freshMs = 1_000;

export interface HealthzOptions {
  store: Pick<Store, "get">;
  now?: Now;
  /** A store that has not answered by then is not of use to a request either. */
  patienceMs?: number;
}

/**
 * `GET /healthz`, for load balancers and people: 200 when this process and its store answer, else 503. It takes no token,
 * and tells no more than that: not which store, not why.
 *
 * Without the store no request can be served, so it belongs to readiness. As a liveness probe use the bare port: to restart
 * a server does not bring its store back.
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

/** Any answer will do; that there is no such record is one. */
async function answers(store: Pick<Store, "get">, patienceMs: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const impatience = setTimeout(() => resolve(false), patienceMs);
  store.get("healthz").then(
    () => resolve(true),
    () => resolve(false),
  );
  return promise.finally(() => clearTimeout(impatience));
}
