import type { Origins } from "../origins.ts";
import type { CorsPolicy } from "./cors.ts";
import type { Exchange } from "./exchange.ts";

/** One thing that the mock answers. Each lives in a file of its own. */
export interface Endpoint {
  /** Its name in the trace. */
  name: string;
  /** Where it answers; `:tenant` stands for any one segment. */
  urls(origins: Origins): string[];
  methods: readonly ("GET" | "POST" | "PUT" | "PATCH" | "DELETE")[];
  /** Left out, no script of another origin reads the answer. */
  cors?: CorsPolicy;
  respond(exchange: Exchange): Promise<Response> | Response;
  /** Gives a refusal its form: JSON, a page, Graph's shape. Throws again what is not a refusal. */
  presentError(exchange: Exchange, error: unknown): Response;
}

/** What applications call: on the back channel only. */
export function onBackChannel(path: string) {
  return ({ authority }: Origins): string[] => [authority + path];
}

/** What a browser visits: on the front channel, and on the back channel's origin as well. */
export function onFrontChannel(path: string) {
  return ({ authority, frontChannel }: Origins): string[] => [
    ...new Set([frontChannel + path, authority + path]),
  ];
}
