import type { Exchange } from "./exchange.ts";

/** What scripts of another origin may read of an endpoint's answers (Fetch standard, "CORS protocol"). */
export interface CorsPolicy {
  /** Response headers that a script may read beside the few that it always may. */
  exposedHeaders: readonly string[];
  /** Whether this answer is for a script of another origin. */
  isShared(exchange: Exchange): boolean;
}

/** The discovery document and the keys are public: Entra shares them with everybody, asked by a script or not. */
export const sharedWithEveryone: CorsPolicy = { exposedHeaders: [], isShared: () => true };

/** The methods that an endpoint answers, as Entra and a preflight list them. */
export function acceptedMethods(methods: readonly string[], cors: CorsPolicy | undefined): string {
  return [...methods, ...(cors ? ["OPTIONS"] : [])].join(", ");
}

/** The answer to a preflight: it does not name the client yet, so that every origin may ask. Status unconfirmed. */
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
 * `*` and never an origin: with it a browser sends no cookie and a script of any site can read no more than a program that calls
 * from elsewhere. Without a policy there is no such header, so that no script reads the sign-in pages, commands or the portal.
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
