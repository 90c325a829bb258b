import { seed } from "@mcp-entra/mock-entra/seed";
import type { ServerKind } from "../recording/describe/server-kind.ts";
import type { DemoRecording } from "./demo-recording.ts";
import type { ProcessGroup } from "./child-process.ts";
import { registerAddress } from "./register-address.ts";
import { type MockProcess, programOf } from "./start-mock.ts";

interface ServerOptions {
  /** In addition to the variables for the mock. */
  settings?: Readonly<Record<string, string>>;
  recording?: DemoRecording | undefined;
  kind?: ServerKind;
}

/** @returns the address of its MCP endpoint. */
export async function startRemoteServer(
  processes: ProcessGroup,
  mock: MockProcess,
  { settings = {}, recording, kind = "remote" }: ServerOptions = {},
): Promise<URL> {
  const environment: Record<string, string> = {
    ...mock.environment.remote,
    ...settings,
    PORT: "0",
    LOG_LEVEL: "warn",
  };
  const program = { name: "remote-server", program: programOf("@mcp-entra/remote-server") };
  const proxy = await recording?.proxyFor(kind);
  if (proxy === undefined) {
    return new URL(await processes.start({ ...program, environment, readyWhen: mcpEndpointIn }));
  }
  recording?.learn([environment["AZURE_CLIENT_SECRET"] ?? ""]);
  const origin = await processes.start({
    ...program,
    // With TRUST_PROXY, the server says where the proxy is to reach it.
    environment: { ...environment, PUBLIC_URL: proxy.publicUrl, TRUST_PROXY: "loopback" },
    readyWhen: (line) => /which is to reach (http:[^\s,]+)/.exec(line)?.[1],
  });
  proxy.forwardTo(origin);
  return new URL("/mcp", proxy.publicUrl);
}

function mcpEndpointIn(line: string): string | undefined {
  return /MCP endpoint\s+(\S+)/.exec(line)?.[1];
}

/** The variables that make Entra the authorization server, with one allowed client. */
export const entraTokensSettings: Readonly<Record<string, string>> = {
  AUTHORIZATION_SERVER: "entra",
  AZURE_CLIENT_ID: seed.applications.api.appId,
  AZURE_CLIENT_SECRET: seed.applications.api.secret,
  ENTRA_ALLOWED_CLIENTS: seed.applications.client.appId,
};

/** The same with Entra as the authorization server. It registers the server's address at the mock. */
export async function startEntraTokensServer(
  processes: ProcessGroup,
  mock: MockProcess,
  recording?: DemoRecording,
): Promise<URL> {
  const options = { settings: entraTokensSettings, recording, kind: "entra-tokens" as const };
  const mcpUrl = await startRemoteServer(processes, mock, options);
  await registerAddress(mock, seed.applications.api.appId, mcpUrl.href);
  return mcpUrl;
}
