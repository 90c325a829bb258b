import {
  type AuditTrail,
  type BearerCheck,
  challengeOf,
  type Correlation,
  createProfileCache,
  type Now,
  type RecordAuditEvent,
  type Store,
  type UserDetails,
} from "@mcp-entra/auth-core";
import express, { type Express } from "express";
import { authorizeRoute } from "./auth/routes/authorize-route.ts";
import { callbackRoute } from "./auth/routes/callback-route.ts";
import { consentRoute } from "./auth/routes/consent-route.ts";
import { consentsRoute } from "./auth/routes/consents-route.ts";
import { discoveryRoutes } from "./auth/routes/discovery-routes.ts";
import type { AuthorizationServer } from "./auth/create-authorization-server.ts";
import type { ProtectedResource } from "./auth/protected-resource.ts";
import type { SessionAuthInfo } from "./auth/rules/caller-session.ts";
import { type Endpoints, resourceMetadataUrl } from "./auth/rules/endpoints.ts";
import { registerRoute } from "./auth/routes/register-route.ts";
import { requireBearerAuth } from "./auth/routes/require-bearer-auth.ts";
import { revokeRoute } from "./auth/routes/revoke-route.ts";
import { minimalScopes } from "./auth/rules/scopes.ts";
import { tokenRoute } from "./auth/routes/token-route.ts";
import { allowOnly, answerNotFound, handleErrors } from "./http/handle-errors.ts";
import { healthz } from "./http/healthz.ts";
import { jsonBody } from "./http/json-body.ts";
import { createMcpServer } from "./tools/mcp-server.ts";
import { clientNetwork, countFailures, limitsByAddress, type RequestLimits } from "./http/rate-limits.ts";
import { limitCallers } from "./transport/limit-callers.ts";
import type { RequestCounts } from "./http/request-counts.ts";
import { securityHeaders } from "./http/security-headers.ts";
import { shareWith } from "./http/cross-origin.ts";
import { type LegacySse, legacySse } from "./transport/legacy-sse.ts";
import {
  refuseEmbedding,
  refuseForeignForms,
  refuseForeignHosts,
  refuseForeignOrigins,
  withoutBasePath,
} from "./http/refuse-foreign-callers.ts";
import { createToolBox, type ToolBox } from "./tools/tool-box.ts";
import { limitRequestsUnderWay } from "./transport/limit-requests-under-way.ts";
import type { StreamLimits } from "./transport/stream-limits.ts";
import { explainParseErrors, methodNotAllowed, streamableHttp } from "./transport/streamable-http.ts";
import { clientAddress, type TrustProxy } from "./http/trust-proxy.ts";

export interface ServerOptions {
  endpoints: Endpoints;
  /** The scopes that clients ask for first. */
  baseScopes: readonly string[];
  /** How clients' tokens are checked, and the access that they give. */
  resource: ProtectedResource;
  /** This server's own authorization server; undefined if Entra is the authorization server. */
  authorizationServer: AuthorizationServer | undefined;
  /** The metadata of an authorization server at this address (RFC 8414). */
  authorizationServerMetadata: object | undefined;
  /** The health check asks whether it answers. */
  store: Pick<Store, "get">;
  streamLimits: StreamLimits;
  /** Origins of web pages that may call tools, besides our own. */
  allowedOrigins: readonly string[];
  graphBaseUrl: string;
  now: Now;
  /** The proxies that are trusted about a client's address. */
  trustProxy: TrustProxy | undefined;
  /** How many requests a caller may make, and where they are counted. */
  requestLimits: RequestLimits;
  counts: RequestCounts;
  /** The tools; without it, all tools of this server. */
  toolBox?: ToolBox | undefined;
  /**
   * Another MCP server in place of the one with these tools. It is behind the same checks, and decides itself
   * who may use its tools.
   */
  createMcpServer?: typeof createMcpServer | undefined;
  audit: RecordAuditEvent;
  auditTrail: Pick<AuditTrail, "recent">;
  correlation: Correlation;
  /** For errors that are our bugs, or the store's. It gets no request data. */
  logError: (error: unknown) => void;
}

/**
 * The whole server, in the order in which a request passes it. A comment `defence:N` marks a guard. A proof
 * shows that it is needed: without this one line, attack N of the threat model succeeds.
 */
export function createServer(options: ServerOptions): { app: Express; endStreams: LegacySse["closeAll"] } {
  const { endpoints, authorizationServer } = options;
  const app = express();
  app.disable("x-powered-by");
  app.use((_request, _response, next) => options.correlation.run(next));
  app.use(securityHeaders(endpoints.issuer), withoutBasePath(endpoints.basePath));
  // Before the check of the host name: probes call this instance by its IP address.
  app.get("/healthz", healthz(options));
  app.use(refuseForeignHosts(endpoints.issuer));
  refuseOtherPages(app, options);

  // A client without a token asks where to get one: here, or at Entra. Then it calls tools, with the token in
  // each request.
  app.use(discoveryRoutes(options));
  if (authorizationServer !== undefined) signInRoutes(app, options, authorizationServer);
  const sse = protectedRoutes(app, options);

  app.use(answerNotFound, handleErrors(options.logError));
  return { app, endStreams: sse.closeAll };
}

/** The routes with which a user signs in, and a client gets this server's tokens. */
function signInRoutes(
  app: Express,
  { endpoints, audit, counts, requestLimits: limits, trustProxy }: ServerOptions,
  { provider, review, clients }: AuthorizationServer,
): void {
  const addressOf = clientAddress(trustProxy);
  const limitTo = limitsByAddress(addressOf, counts, limits);
  // 1. The client introduces itself …
  app.all(["/register", "/token", "/revoke"], allowOnly("POST", "OPTIONS"));
  app.post(
    "/register",
    limitTo(limits.registrations),
    // defence:6-body Each registration is stored, so it has to be small.
    jsonBody(16 * 1_024),
    registerRoute(clients),
  );

  // 2. … sends the user's browser to us; we ask the user, and then send it on to Entra …
  app.all(["/authorize", "/consents"], allowOnly("GET", "POST"));
  app.all("/consent", allowOnly("POST"));
  app.all("/auth/callback", allowOnly("GET"));
  const { secure } = endpoints;
  app.use("/authorize", limitTo(limits.pages), authorizeRoute(provider, endpoints, clientNetwork(addressOf)));
  app.use("/consent", limitTo(limits.pages), consentRoute(provider, secure));
  // 3. … which sends it back here with a code …
  app.get("/auth/callback", limitTo(limits.pages), callbackRoute(provider, { endpoints, review, audit }));
  // 4. … and the client exchanges our own code for a session token.
  const form = express.urlencoded({ extended: false, limit: "16kb" });
  app.post("/token", noStore, limitTo(limits.tokenRequests), form, tokenRoute(provider));
  app.post("/revoke", noStore, limitTo(limits.tokenRequests), form, revokeRoute(provider));

  // 5. At any time, users can see what they have allowed, and withdraw it.
  app.use("/consents", limitTo(limits.pages), consentsRoute(review, endpoints));
}

/**
 * Other web pages can make their visitors' browsers send requests. We refuse these before any work, and
 * before we count them: the visitor did not cause them, and a whole network may have one address.
 */
function refuseOtherPages(app: Express, { endpoints, allowedOrigins }: ServerOptions): void {
  const opened = ["/authorize", "/consent", "/auth/callback", "/consents"];
  app.use(opened, refuseEmbedding);
  app.use(["/consent", "/consents"], refuseForeignForms);
  const forPrograms = ["/register", "/token", "/revoke", "/mcp", "/sse", "/message"];
  app.use(forPrograms, refuseForeignOrigins(endpoints.issuer, allowedOrigins), shareWith(allowedOrigins));
}

/** Caches must not store tokens (RFC 6749 §5.1), or errors about tokens. */
const noStore: express.RequestHandler = (_request, response, next) => {
  response.set("Cache-Control", "no-store");
  next();
};

function bearerCheckOf(
  { baseScopes, resource }: ServerOptions,
  address: string,
): BearerCheck<SessionAuthInfo> {
  return {
    verify: async (token) => resource.verifyToken(token),
    requiredScopes: minimalScopes,
    baseScopes,
    resourceMetadataUrl: resourceMetadataUrl(address),
    nameOfScope: (scope) => resource.nameOfScope(scope, address),
  };
}

function protectedRoutes(app: Express, options: ServerOptions): LegacySse {
  const { endpoints, resource, streamLimits: limits, logError } = options;
  const { access, questions, clients } = resource;
  const failures = countFailures(clientAddress(options.trustProxy), options.counts, options.requestLimits);
  // Only after the token check: a caller without a session cannot make us parse a body.
  // defence:51-bytes The longest normal call is a mail of 10,000 characters.
  const parseBody = jsonBody(64 * 1_024);

  // One table for all requests: it does not change while the server runs.
  const toolBox = options.toolBox ?? createToolBox();
  const profiles = createProfileCache<UserDetails>(options.now);
  // Immediately, on this instance. Another instance keeps its data a little longer, but no request can read it:
  // the token check comes first with every request, and no longer finds the session.
  resource.endings.subscribe(profiles.forget);
  const nameOfScope = (scope: string): string => resource.nameOfScope(scope, endpoints.mcp);
  const shared = { ...options, access, questions, clients, nameOfScope, profiles, toolBox };
  const check = bearerCheckOf(options, endpoints.mcp);
  const createBehind = options.createMcpServer ?? createMcpServer;
  const mcp = streamableHttp({
    createMcpServer: (hooks) => createBehind({ ...shared, ...hooks }),
    signInChallenge: (claims) =>
      claims !== undefined && resource.tellsClaims
        ? challengeOf(check, { error: "insufficient_claims", claims })
        : challengeOf(check, { error: "invalid_token" }),
    scopeChallenge: (needed) => challengeOf(check, { error: "insufficient_scope", scopes: needed }),
  });
  const requireMcpToken = requireBearerAuth(check, failures);
  const oftenEnough = limitCallers(options.counts, options.requestLimits);
  app.post("/mcp", requireMcpToken, oftenEnough, limitRequestsUnderWay(limits), parseBody, mcp);
  app.all("/mcp", requireMcpToken, methodNotAllowed);

  const sse = legacySse({
    createMcpServer: () => createBehind(shared),
    messagePath: `${endpoints.basePath}/message`,
    limits,
    isSessionAlive: async (session) => resource.isSessionAlive(session),
    logError,
  });
  resource.endings.subscribe(sse.endWithSession);
  const requireSseToken = requireBearerAuth(bearerCheckOf(options, endpoints.sse), failures);
  // A caller without a token learns where to get one, for any method: some clients ask with HEAD.
  app.all(
    "/sse",
    requireSseToken,
    allowOnly("GET"),
    // defence:60-rate To open a stream takes more resources than a call.
    oftenEnough,
    sse.open,
  );
  app.all("/message", requireSseToken, allowOnly("POST"), oftenEnough, parseBody, sse.message);
  app.use(["/mcp", "/message"], explainParseErrors);
  return sse;
}
