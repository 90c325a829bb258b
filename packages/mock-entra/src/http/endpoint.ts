import type { Origins } from "../origins.ts";
import type { CorsPolicy } from "./cors.ts";
import type { Exchange } from "./exchange.ts";

/** One endpoint of the mock. Each has its own file. */
export interface Endpoint {
  /** Its name in the trace. */
  name: string;
  /** Its address; `:tenant` matches any one segment. */
  urls(origins: Origins): string[];
  methods: readonly ("GET" | "POST" | "PUT" | "PATCH" | "DELETE")[];
  /** Without it, scripts of other origins cannot read the answer. */
  cors?: CorsPolicy;
  respond(exchange: Exchange): Promise<Response> | Response;
  /** Gives a refusal its form: JSON, a page, or Graph's format. Throws other errors again. */
  presentError(exchange: Exchange, error: unknown): Response;
}

/** For applications: on the back channel only. */
export function onBackChannel(path: string) {
  return ({ authority }: Origins): string[] => [authority + path];
}

/** For browsers: on the front channel, and also on the back channel's origin. */
export function onFrontChannel(path: string) {
  return ({ authority, frontChannel }: Origins): string[] => [
    ...new Set([frontChannel + path, authority + path]),
  ];
}
