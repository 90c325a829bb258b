import { seed } from "@mcp-entra/mock-entra/seed";
import {
  createProcessGroup,
  entraTokensSettings,
  type MockProcess,
  registerAddress,
  startBehindProxy,
} from "@mcp-entra/workshop";
import { type Recorder, type ServerKind, startRecordingProxy } from "@mcp-entra/workshop/recording";

export interface RemoteServerOptions {
  mock: MockProcess;
  recorder: Recorder;
  /** In addition to the variables for the mock. */
  settings: Readonly<Record<string, string>>;
  /** Decides which six steps the hops have. */
  kind?: ServerKind;
}

/** The remote server in a separate process, behind a recording proxy. For clients, its address stays the same after a restart. */
export interface RemoteServer {
  /** The origin of the proxy, for /mcp, /sse and /consents. */
  origin: string;
  /** Ends the process as a crash does. */
  kill(): Promise<void>;
  /** Ends the process if it runs, and starts it with other settings. */
  restart(changed?: Readonly<Record<string, string>>): Promise<void>;
  close(): Promise<void>;
}

/** @param options the settings name a store and a key, so that sessions survive a restart. */
export async function startRemoteServer(options: RemoteServerOptions): Promise<RemoteServer> {
  const { mock, recorder, settings, kind = "remote" } = options;
  const proxy = await startRecordingProxy({ recorder, server: kind });
  const processes = createProcessGroup();
  const start = async (changed: Readonly<Record<string, string>> = {}): Promise<void> =>
    startBehindProxy(processes, {
      proxy,
      recorder,
      // The recorder looks for secrets in the log.
      environment: { ...mock.environment.remote, ...settings, LOG_LEVEL: "info", ...changed },
      onLine: (line) => recorder.log(line),
    });
  await start();
  return {
    origin: proxy.publicUrl,
    kill: async () => processes.killAll(),
    restart: async (changed) => {
      await processes.stopAll();
      await start(changed);
    },
    close: async () => {
      await processes.stopAll();
      await proxy.close();
    },
  };
}

/** The same with Entra as the authorization server. It registers the address at the mock, as an operator does in the portal. */
export async function startEntraTokensServer(options: RemoteServerOptions): Promise<RemoteServer> {
  const settings = { ...options.settings, ...entraTokensSettings };
  const server = await startRemoteServer({ ...options, settings, kind: "entra-tokens" });
  for (const path of ["/mcp", "/sse"])
    await registerAddress(options.mock, seed.applications.api.appId, `${server.origin}${path}`);
  return server;
}
