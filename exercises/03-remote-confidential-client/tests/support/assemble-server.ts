import type { Store } from "@mcp-entra/auth-core";
import { seed } from "@mcp-entra/mock-entra/seed";
import type { OAuthRegisteredClientsStore } from "@modelcontextprotocol/sdk/server/auth/clients.js";
import type { AuthInfo } from "@modelcontextprotocol/sdk/server/auth/types.js";
import type { Express, RequestHandler } from "express";
import type { EntraIdServerAuthProvider } from "#exercise/entra-id-server-auth-provider.ts";
import type { registerGetUserDetails } from "#exercise/get-user-details.ts";
import type { createServer } from "#exercise/server.ts";
import { mcpEndpoint } from "./mcp-endpoint.ts";

/** The learner's code. */
export interface ExerciseCode {
  EntraIdServerAuthProvider: typeof EntraIdServerAuthProvider;
  registerGetUserDetails: typeof registerGetUserDetails;
  createServer: typeof createServer;
}

export interface Assembly {
  code: ExerciseCode;
  /** Where clients and browsers reach it. */
  issuer: string;
  store: Store;
  clientsStore: OAuthRegisteredClientsStore;
  /** Comes around the provider. */
  wrap?: (provider: EntraIdServerAuthProvider) => EntraIdServerAuthProvider;
  /** Comes between the tool and the provider's `entraAccessToken`. */
  aroundToken?: ((next: () => Promise<string>) => Promise<string>) | undefined;
  /** Sees each request that gets to the MCP endpoint. */
  onMcp?: RequestHandler | undefined;
}

/** The server of this exercise, with whichever files: what the tests and `pnpm workshop try 3` run. */
export function assembleServer({
  code,
  issuer,
  store,
  clientsStore,
  wrap = (provider) => provider,
  aroundToken = async (next) => next(),
  onMcp = (_request, _response, next) => next(),
}: Assembly): Express {
  const options = {
    clientId: seed.applications.remote.appId,
    tenantId: seed.tenant.id,
    clientSecret: seed.applications.remote.secret,
    redirectUri: `${issuer}/auth/callback`,
    clientsStore,
    store,
  };
  const provider = wrap(new code.EntraIdServerAuthProvider(options));
  const ofTool = new Proxy(provider, {
    get: (target, name) =>
      name === "entraAccessToken"
        ? async (session: AuthInfo) => aroundToken(async () => target.entraAccessToken(session))
        : Reflect.get(target, name, target),
  });
  const mcp = mcpEndpoint((server) => code.registerGetUserDetails(server, ofTool));
  const handleMcp: RequestHandler = (request, response, next) => {
    void onMcp(request, response, () => void mcp(request, response, next));
  };
  return code.createServer({ provider, issuer, handleMcp });
}
