import { type ForgeRequest, type MockEntra, seed } from "@mcp-entra/mock-entra";
import type { RemoteServerDependencies } from "../../src/start-remote-server.ts";
import { startTestServer, type TestServer } from "./test-server.ts";

export const { api, client } = seed.applications;

/** The variables of a server that accepts Entra's tokens. */
const entraTokensEnvironment = {
  AUTHORIZATION_SERVER: "entra",
  AZURE_CLIENT_ID: api.appId,
  AZURE_CLIENT_SECRET: api.secret,
  ENTRA_ALLOWED_CLIENTS: client.appId,
};

/** Such a server. Its addresses are Application ID URIs of the registration. */
export async function startEntraServer(
  entra: MockEntra,
  environment: Record<string, string> = {},
  more: Partial<RemoteServerDependencies> = {},
): Promise<TestServer> {
  const variables = { ...entraTokensEnvironment, ...environment };
  const server = await startTestServer(variables, undefined, undefined, more);
  const { mcp, sse } = server.endpoints;
  entra.directory.findApplication(api.appId)?.identifierUris.push(mcp, sse);
  // In Entra, a service principal has a copy of these addresses.
  entra.directory.findServicePrincipal(api.appId)?.servicePrincipalNames.push(mcp, sse);
  return server;
}

/** A token for Ada, through the client of the seed, with all scopes. */
export const request: ForgeRequest = {
  audience: api.appId,
  user: seed.users.ada.id,
  client: client.appId,
  scopes: Object.values(api.scopes),
};
