import { seed } from "@mcp-entra/mock-entra/seed";
import type { ServerKind } from "../recording/describe/server-kind.ts";
import type { Recorder } from "../recording/recorder.ts";
import type { RecordingProxy } from "../recording/recording-proxy.ts";
import type { DemoRecording } from "./demo-recording.ts";
import type { ProcessGroup, ProcessOptions } from "./child-process.ts";
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
  const environment = { ...mock.environment.remote, ...settings, PORT: "0", LOG_LEVEL: "warn" };
  if (recording === undefined) {
    return new URL(await processes.start({ ...remoteServer(), environment, readyWhen: mcpEndpointIn }));
  }
  const proxy = await recording.proxyFor(kind);
  await startBehindProxy(processes, { proxy, recorder: recording, environment });
  return new URL("/mcp", proxy.publicUrl);
}

interface ProxiedServer {
  proxy: Pick<RecordingProxy, "publicUrl" | "forwardTo">;
  recorder: Pick<Recorder, "learn">;
  environment: Readonly<Record<string, string>>;
  /** Gets each line of output. */
  onLine?: (line: string) => void;
}

/** Starts the remote server behind a recording proxy, the first time or again: clients see the same address. */
export async function startBehindProxy(
  processes: ProcessGroup,
  { proxy, recorder, environment, onLine = () => undefined }: ProxiedServer,
): Promise<void> {
  recorder.learn("client secret", environment["AZURE_CLIENT_SECRET"] ?? "");
  const origin = await processes.start({
    ...remoteServer(),
    // With TRUST_PROXY, the server prints the address at which the proxy can reach it.
    environment: { ...environment, PORT: "0", PUBLIC_URL: proxy.publicUrl, TRUST_PROXY: "loopback" },
    readyWhen: (line) => /which is to reach (http:[^\s,]+)/.exec(line)?.[1],
    onLine,
  });
  proxy.forwardTo(origin);
}

function mcpEndpointIn(line: string): string | undefined {
  return /MCP endpoint\s+(\S+)/.exec(line)?.[1];
}

function remoteServer(): Pick<ProcessOptions, "name" | "program"> {
  return { name: "remote-server", program: programOf("@mcp-entra/remote-server") };
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
