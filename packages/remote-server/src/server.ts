import type { RecordAuditEvent } from "@mcp-entra/auth-core";
import { clientRegistrationHandler } from "@modelcontextprotocol/sdk/server/auth/handlers/register.js";
import { revocationHandler } from "@modelcontextprotocol/sdk/server/auth/handlers/revoke.js";
import { tokenHandler } from "@modelcontextprotocol/sdk/server/auth/handlers/token.js";
import { requireBearerAuth } from "@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js";
import express, { type Express, type RequestHandler } from "express";
import { authorizeRoute } from "./auth/authorize-route.ts";
import { callbackRoute } from "./auth/callback-route.ts";
import { consentRoute } from "./auth/consent-route.ts";
import { discoveryRoutes } from "./auth/discovery.ts";
import { type Endpoints, resourceMetadataUrl } from "./auth/endpoints.ts";
import type { EntraIdServerAuthProvider } from "./auth/entra-id-server-auth-provider.ts";
import { baseScopes } from "./auth/scopes.ts";
import { handleErrors } from "./handle-errors.ts";
import { createMcpServer } from "./mcp-server.ts";
import { legacySse } from "./transport/legacy-sse.ts";
import { refuseForeignHosts, refuseForeignOrigins } from "./transport/refuse-foreign-callers.ts";
import { methodNotAllowed, streamableHttp } from "./transport/streamable-http.ts";

export interface ServerOptions {
  endpoints: Endpoints;
  provider: EntraIdServerAuthProvider;
  graphBaseUrl: string;
  audit: RecordAuditEvent;
  /** For errors that are bugs of ours. Gets no request data. */
  logError: (error: unknown) => void;
}

/** The whole server, in the order in which a request meets it. */
export function createServer(options: ServerOptions): Express {
  const { endpoints, provider } = options;
  const app = express();
  app.disable("x-powered-by");
  app.use(refuseForeignHosts(endpoints.issuer));

  // 1. A client that has no token yet asks where to get one, introduces itself …
  app.use(discoveryRoutes(endpoints));
  app.use(
    "/register",
    clientRegistrationHandler({ clientsStore: provider.clientsStore, clientIdGeneration: false }),
  );

  // 2. … sends the user's browser to us; we ask the user, and then send it on to Entra …
  app.use("/authorize", authorizeRoute(provider, endpoints));
  app.use("/consent", consentRoute(provider, endpoints.secure));
  // 3. … which sends it back here with a code …
  app.get("/auth/callback", callbackRoute(provider, endpoints.secure));
  // 4. … and the client trades our own code for a session token.
  app.use("/token", tokenHandler({ provider }));
  app.use("/revoke", revocationHandler({ provider }));

  // 5. From then on it calls tools, with the session token in each request.
  protectedRoutes(app, options);

  app.use(handleErrors(options.logError));
  return app;
}

function protectedRoutes(app: Express, options: ServerOptions): void {
  const { endpoints, provider } = options;
  const requireToken = (resource: string): RequestHandler =>
    requireBearerAuth({
      verifier: provider,
      requiredScopes: [...baseScopes],
      resourceMetadataUrl: resourceMetadataUrl(endpoints, resource),
      expectedResource: new URL(endpoints.mcp),
    });
  const ownOrigin = refuseForeignOrigins(endpoints.issuer);
  // Only after the token check: nobody without a session makes us parse a body.
  const parseBody = express.json({ limit: "1mb" });

  const mcp = streamableHttp({
    createMcpServer: (hooks) => createMcpServer({ ...options, ...hooks }),
    signInChallenge: `Bearer error="invalid_token", error_description="Sign in again", scope="${baseScopes.join(" ")}", resource_metadata="${resourceMetadataUrl(endpoints, endpoints.mcp)}"`,
  });
  app.post("/mcp", ownOrigin, requireToken(endpoints.mcp), parseBody, mcp);
  app.all("/mcp", ownOrigin, requireToken(endpoints.mcp), methodNotAllowed);

  const sse = legacySse(() => createMcpServer(options));
  app.get("/sse", ownOrigin, requireToken(endpoints.sse), sse.open);
  app.post("/message", ownOrigin, requireToken(endpoints.sse), parseBody, sse.message);
}
