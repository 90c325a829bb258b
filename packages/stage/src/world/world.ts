import { trustDevelopmentCa } from "@mcp-entra/auth-core/without-msal";
import { createProcessGroup, type MockProcess, startMock } from "@mcp-entra/workshop";
import {
  type FollowedTrace,
  followTrace,
  type LanesOf,
  type Recorder,
  tapFetch,
} from "@mcp-entra/workshop/recording";
import type { ServerName } from "../protocol.ts";
import { createSimulatedUser, displayName, type SimulatedName, type SimulatedUser } from "./cast.ts";
import { type Connections, createConnections, type OpenSession } from "./connections.ts";
import { openLocalSession } from "./local-session.ts";
import { createMockCommands, type MockCommands } from "./mock-commands.ts";
import { openRemoteSession } from "./remote-session.ts";
import { type RemoteServer, startEntraTokensServer, startRemoteServer } from "./remote-server.ts";
import type { StateFolder } from "./state-folder.ts";
import { createWaitingRoom, type WaitingRoom } from "./waiting-room.ts";

type RemoteName = Exclude<ServerName, "local">;

/** Everything that plays on the stage: Entra and Graph, the servers, the clients and their users. */
export interface World {
  mock: MockProcess;
  entra: MockCommands;
  connections: Connections;
  waiting: WaitingRoom;
  user(name: SimulatedName): SimulatedUser;
  /** Starts it, if it does not run yet. */
  server(name: RemoteName): Promise<RemoteServer>;
  close(): Promise<void>;
}

export interface WorldOptions {
  recorder: Recorder;
  folder: Pick<StateFolder, "sessionSettings">;
  /** Is called after each change of the page's state. */
  changed: () => void;
}

/** Starts the mock and the remote server. The one that takes Entra's tokens starts when it is needed. */
export async function startWorld({ recorder, folder, changed }: WorldOptions): Promise<World> {
  const processes = createProcessGroup();
  const servers = new Map<RemoteName, Promise<RemoteServer>>();
  let trace: FollowedTrace | undefined;
  const close = async (): Promise<void> => {
    const started = await Promise.allSettled(servers.values());
    await Promise.allSettled(
      started.map(async (each) => (each.status === "fulfilled" ? each.value.close() : undefined)),
    );
    await trace?.close();
    await processes.stopAll();
  };
  try {
    const mock = await startMock(processes);
    trace = followTrace(mock.controlUrl, recorder);
    trustDevelopmentCa(mock.environment.remote["MOCK_ENTRA_CA"] ?? "");
    const server = async (name: RemoteName): Promise<RemoteServer> => {
      const start = name === "remote" ? startRemoteServer : startEntraTokensServer;
      const starting = servers.get(name) ?? start({ mock, recorder, settings: folder.sessionSettings(name) });
      servers.set(name, starting);
      return starting;
    };
    await server("remote");
    return assemble({ mock, recorder, changed, server, close });
  } catch (error) {
    await close();
    throw error;
  }
}

type Parts = Pick<World, "mock" | "server" | "close"> & Omit<WorldOptions, "folder">;

function assemble({ mock, recorder, changed, server, close }: Parts): World {
  const users = new Map<SimulatedName, SimulatedUser>();
  const browserFetch = tapFetch(recorder, lanesOfCallback);
  const user = (name: SimulatedName): SimulatedUser => {
    const known = users.get(name) ?? createSimulatedUser(name, browserFetch);
    users.set(name, known);
    return known;
  };
  const waiting = createWaitingRoom(changed);
  const open = sessionOpener({ mock, recorder, server, user, waiting });
  const connections = createConnections({ open, changed, note: (text) => recorder.note(text) });
  return {
    mock,
    entra: createMockCommands(mock),
    connections,
    waiting,
    user,
    server,
    close: async () => {
      await connections.closeAll();
      await close();
    },
  };
}

type OpenerParts = Pick<World, "mock" | "server" | "user" | "waiting"> & Pick<WorldOptions, "recorder">;

function sessionOpener({ mock, recorder, server, user, waiting }: OpenerParts): OpenSession {
  return async ({ user: name, server: serverName, generation }, signal) => {
    const openPage = async (url: URL): Promise<void> =>
      name === "myself"
        ? waiting.openPage(url, "A page waits for you: sign in there.", signal)
        : user(name).openPage(url);
    const ask = async (question: string): Promise<boolean> => {
      if (name === "myself") return waiting.ask(question);
      recorder.note(
        `The server asks ${displayName(name)}, and ${displayName(name)} agrees: “${firstLine(question)}”`,
      );
      return true;
    };
    if (serverName === "local") return openLocalSession({ mock, openPage, recorder });
    const { origin } = await server(serverName);
    return openRemoteSession({ origin, server: serverName, generation, openPage, ask, fetch });
  };
}

/** Only redirects of a browser to a client on this machine. No proxy and no trace records them. */
function lanesOfCallback({ hostname, pathname }: URL): ReturnType<LanesOf> {
  return hostname === "127.0.0.1" && pathname === "/callback" ? { from: "browser", to: "client" } : undefined;
}

function firstLine(text: string): string {
  return text.split("\n")[0] ?? text;
}
