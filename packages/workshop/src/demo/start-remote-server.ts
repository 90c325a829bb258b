import { seed } from "@mcp-entra/mock-entra/seed";
import type { ProcessGroup } from "./child-process.ts";
import { registerAddress } from "./register-address.ts";
import { type MockProcess, programOf } from "./start-mock.ts";

/** @param settings beside those that sign users in at the mock. @returns the address of its MCP endpoint. */
export async function startRemoteServer(
  processes: ProcessGroup,
  mock: MockProcess,
  settings: Readonly<Record<string, string>> = {},
): Promise<URL> {
  const address = await processes.start({
    name: "remote-server",
    program: programOf("@mcp-entra/remote-server"),
    environment: { ...mock.environment.remote, ...settings, PORT: "0", LOG_LEVEL: "warn" },
    readyWhen: (line) => /MCP endpoint\s+(\S+)/.exec(line)?.[1],
  });
  return new URL(address);
}

/** That make Entra the authorization server: one client is allowed. */
export const entraTokensSettings: Readonly<Record<string, string>> = {
  AUTHORIZATION_SERVER: "entra",
  AZURE_CLIENT_ID: seed.applications.api.appId,
  AZURE_CLIENT_SECRET: seed.applications.api.secret,
  ENTRA_ALLOWED_CLIENTS: seed.applications.client.appId,
};

/** The same with Entra as its authorization server: the server's address is registered at the mock. */
export async function startEntraTokensServer(processes: ProcessGroup, mock: MockProcess): Promise<URL> {
  const mcpUrl = await startRemoteServer(processes, mock, entraTokensSettings);
  await registerAddress(mock, seed.applications.api.appId, mcpUrl.href);
  return mcpUrl;
}
