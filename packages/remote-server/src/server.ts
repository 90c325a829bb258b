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
  /** What clients are told to ask for first. */
  baseScopes: readonly string[];
  /** Who has issued the tokens that clients come with, and what stands behind them. */
  resource: ProtectedResource;
  /** This server's own; undefined where Entra is the one. */
  authorizationServer: AuthorizationServer | undefined;
  /** Of an authorization server at this address (RFC 8414). */
  authorizationServerMetadata: object | undefined;
  /** Asked whether it answers. */
  store: Pick<Store, "get">;
  streamLimits: StreamLimits;
  /** Origins of web pages that may call tools, besides our own. */
  allowedOrigins: readonly string[];
  graphBaseUrl: string;
  now: Now;
  /** Whose word about a client's address counts. */
  trustProxy: TrustProxy | undefined;
  /** How often a caller may come, and where that is counted. */
  requestLimits: RequestLimits;
  counts: RequestCounts;
  /** What is offered; all of this server's tools unless given. */
  toolBox?: ToolBox | undefined;
  /** In place of the MCP server with these tools. It is behind the same checks; what its tools allow to whom is its own decision. */
  createMcpServer?: typeof createMcpServer | undefined;
  audit: RecordAuditEvent;
  auditTrail: Pick<AuditTrail, "recent">;
  correlation: Correlation;
  /** For errors that are bugs of ours, or of the store. Gets no request data. */
  logError: (error: unknown) => void;
}

/**
 * The whole server, in the order in which a request meets it. A comment `defence:N` marks a guard that is proven to be
 * needed: without that one line, attack N of the threat model gets through.
 */
export function createServer(options: ServerOptions): { app: Express; endStreams: LegacySse["closeAll"] } {
  const { endpoints, authorizationServer } = options;
  const app = express();
  app.disable("x-powered-by");
  app.use((_request, _response, next) => options.correlation.run(next));
  app.use(securityHeaders(endpoints.issuer), withoutBasePath(endpoints.basePath));
  // Before the check of the name: probes call this instance by its address.
  app.get("/healthz", healthz(options));
  app.use(refuseForeignHosts(endpoints.issuer));
  refuseOtherPages(app, options);

  // A client that has no token yet asks where to get one: here, or at Entra. Then it calls tools, with the token in each request.
  app.use(discoveryRoutes(options));
  if (authorizationServer !== undefined) signInRoutes(app, options, authorizationServer);
  const sse = protectedRoutes(app, options);

  app.use(answerNotFound, handleErrors(options.logError));
  return { app, endStreams: sse.closeAll };
}

/** How a user signs in here, and a client gets the tokens that this server issues. */
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
    // defence:6-body Each of these is kept, so a small one has to do.
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
  // 4. … and the client trades our own code for a session token.
  const form = express.urlencoded({ extended: false, limit: "16kb" });
  app.post("/token", noStore, limitTo(limits.tokenRequests), form, tokenRoute(provider));
  app.post("/revoke", noStore, limitTo(limits.tokenRequests), form, revokeRoute(provider));

  // 5. At any time, users see what they have allowed, and take it back.
  app.use("/consents", limitTo(limits.pages), consentsRoute(review, endpoints));
}

/**
 * What other web pages make their visitors' browsers send is refused before any work is done for it, and before anything is counted:
 * it is not the visitor's doing, and all of the visitor's network may be one address.
 */
function refuseOtherPages(app: Express, { endpoints, allowedOrigins }: ServerOptions): void {
  const opened = ["/authorize", "/consent", "/auth/callback", "/consents"];
  app.use(opened, refuseEmbedding);
  app.use(["/consent", "/consents"], refuseForeignForms);
  const forPrograms = ["/register", "/token", "/revoke", "/mcp", "/sse", "/message"];
  app.use(forPrograms, refuseForeignOrigins(endpoints.issuer, allowedOrigins), shareWith(allowedOrigins));
}

/** Tokens stay out of caches (RFC 6749 §5.1), and errors that speak of them as well. */
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
  // Only after the token check: no caller without a session makes us parse a body.
  // defence:51-bytes The longest honest call is a mail, of 10,000 characters.
  const parseBody = jsonBody(64 * 1_024);

  // One table for all requests: it does not change while the server runs.
  const toolBox = options.toolBox ?? createToolBox();
  const profiles = createProfileCache<UserDetails>(options.now);
  // At once, on this instance. Another one keeps what it has for a moment longer, but does not give it out: the token check, which
  // comes first with every request, no longer finds the session.
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
  // Who has no token is told where to get one, whatever the method: some clients ask with HEAD.
  app.all(
    "/sse",
    requireSseToken,
    allowOnly("GET"),
    // defence:60-rate To open one takes more of us than a call does.
    oftenEnough,
    sse.open,
  );
  app.all("/message", requireSseToken, allowOnly("POST"), oftenEnough, parseBody, sse.message);
  app.use(["/mcp", "/message"], explainParseErrors);
  return sse;
}
