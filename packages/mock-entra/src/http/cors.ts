import type { Exchange } from "./exchange.ts";

/** What scripts of another origin may read of an endpoint's answers (Fetch standard, "CORS protocol"). */
export interface CorsPolicy {
  /** Response headers that a script may read in addition to the standard ones. */
  exposedHeaders: readonly string[];
  /** Whether this answer is for a script of another origin. */
  isShared(exchange: Exchange): boolean;
}

/** The discovery document and the keys are public: Entra allows every script to read them. */
export const sharedWithEveryone: CorsPolicy = { exposedHeaders: [], isShared: () => true };

/** The methods of an endpoint, in the form of Entra and of a preflight. */
export function acceptedMethods(methods: readonly string[], cors: CorsPolicy | undefined): string {
  return [...methods, ...(cors ? ["OPTIONS"] : [])].join(", ");
}

/**
 * The answer to a preflight. A preflight does not name the client, so every origin is allowed. Status
 * unconfirmed.
 */
export function preflightResponse(request: Request): Response {
  const wanted = request.headers.get("access-control-request-headers");
  return new Response(null, {
    status: 200,
    headers: {
      "Access-Control-Allow-Origin": "*",
      ...(wanted === null ? {} : { "Access-Control-Allow-Headers": wanted }),
      "Access-Control-Max-Age": "86400",
    },
  });
}

/**
 * Always `*` and never an origin. With `*`, a browser sends no cookie, so a script of any site can read only
 * what any other program can read. Without a policy, there is no such header, so no script can read the
 * sign-in pages, the commands or the portal.
 */
export function shareAcrossOrigins(
  response: Response,
  exchange: Exchange,
  cors: CorsPolicy,
  methods: string,
): void {
  if (!cors.isShared(exchange)) return;
  response.headers.set("Access-Control-Allow-Origin", "*");
  response.headers.set("Access-Control-Allow-Methods", methods);
  if (cors.exposedHeaders.length > 0) {
    response.headers.set("Access-Control-Expose-Headers", cors.exposedHeaders.join(","));
  }
}
