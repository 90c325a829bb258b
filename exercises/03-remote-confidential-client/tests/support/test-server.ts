import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createMemoryStore } from "@mcp-entra/auth-core";
import { seed } from "@mcp-entra/mock-entra";
import { noteOnFailure } from "@mcp-entra/workshop/note-on-failure";
import type { OAuthClientInformationFull } from "@modelcontextprotocol/sdk/shared/auth.js";
import { onTestFinished, vi } from "vitest";
import { EntraIdServerAuthProvider } from "#exercise/entra-id-server-auth-provider.ts";
import { registerGetUserDetails } from "#exercise/get-user-details.ts";
import { createServer } from "#exercise/server.ts";
import { mcpEndpoint } from "./mcp-endpoint.ts";

/** Nobody listens on port 9: a browser stops before it. */
export const clients = {
  editor: {
    client_id: "editor",
    redirect_uris: ["http://127.0.0.1:9/first", "http://127.0.0.1:9/second"],
    token_endpoint_auth_method: "none",
  },
  other: {
    client_id: "other",
    redirect_uris: ["http://127.0.0.1:9/other"],
    token_endpoint_auth_method: "none",
  },
} satisfies Record<string, OAuthClientInformationFull>;

/** The learner's server on a free port of this machine; stopped when the test ends. @returns its origin. */
export async function startServer(): Promise<string> {
  const http = createHttpServer();
  http.listen(0, "localhost");
  await once(http, "listening");
  const issuer = `http://localhost:${(http.address() as AddressInfo).port}`;
  const options = {
    clientId: seed.applications.remote.appId,
    tenantId: seed.tenant.id,
    clientSecret: seed.applications.remote.secret,
    redirectUri: `${issuer}/auth/callback`,
    clientsStore: {
      getClient: (id: string) => Object.values(clients).find(({ client_id: known }) => known === id),
    },
    store: createMemoryStore(),
  };
  const provider = withNotes(new EntraIdServerAuthProvider(options));
  const handleMcp = mcpEndpoint((server) => registerGetUserDetails(server, provider));
  http.on("request", createServer({ provider, issuer, handleMcp }));
  onTestFinished(async () => {
    http.closeAllConnections();
    http.close();
    await once(http, "close");
  });
  return issuer;
}

/**
 * The same provider, but what its methods throw is noted: the SDK answers a bug with “server_error”, and the callback with a
 * page, neither of which says why.
 */
function withNotes<Provider extends object>(provider: Provider): Provider {
  return new Proxy(provider, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== "function") return member;
      return async (...values: unknown[]) => {
        try {
          return await Reflect.apply(member, target, values);
        } catch (error) {
          noteOnFailure(`${String(name)} threw: ${String(error)}`);
          throw error;
        }
      };
    },
  });
}

/** MSAL, the store and the mock all read Date, so one fake moves them together. Until the test ends. */
export function moveTime(seconds: number): void {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + seconds * 1_000 });
  onTestFinished(() => void vi.useRealTimers());
}
