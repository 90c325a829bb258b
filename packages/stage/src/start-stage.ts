import { randomUUID } from "node:crypto";
import type { Recorder, RecorderEvent, Recording } from "@mcp-entra/workshop/recording";
import type { FollowedRecording } from "./followed-recording.ts";
import { type LiveRecording, openLiveRecording } from "./live-recording.ts";
import type { Choice, Generation, ServerName, StageState } from "./protocol.ts";
import { type StageServer, startStageServer } from "./server/stage-server.ts";
import { liveActions, replayActions } from "./stage-actions.ts";
import { createTheatre } from "./theatre/theatre.ts";
import { createSwitches } from "./what-if/switches.ts";
import { users } from "./world/cast.ts";
import { createStateFolder, type StateFolder } from "./world/state-folder.ts";
import { startWorld } from "./world/world.ts";

export interface Stage {
  url: string;
  /** @param keeps what a live stage has recorded, for the next one. */
  close(keeps?: "recording"): Promise<void>;
}

const servers: Choice<ServerName>[] = [
  { value: "remote", label: "Remote server", hint: "over HTTP; issues tokens of its own" },
  {
    value: "entra-tokens",
    label: "Remote server, Entra’s tokens",
    hint: "over HTTP; Entra issues the tokens",
  },
  { value: "local", label: "Local server", hint: "over stdio; a public client" },
];

const generations: Choice<Generation>[] = [
  { value: "2026-07-28", label: "2026-07-28", hint: "at /mcp" },
  { value: "2025-11-25", label: "2025-11-25", hint: "at /mcp" },
  { value: "sse", label: "2025-11-25 over SSE", hint: "at /sse, as in Microsoft’s lesson" },
];

const nothing: Omit<StageState, "mode" | "title"> = {
  users: [],
  servers: [],
  generations: [],
  connections: [],
  pages: [],
  questions: [],
  whatIfs: [],
  playing: null,
  attacks: [],
  attacking: null,
};

export interface LiveOptions {
  /** Another one is used if it is in use. */
  port: number;
  beginsEmpty: boolean;
}

/** Starts Entra and Graph, a remote server and the page. */
export async function startStage({ port, beginsEmpty }: LiveOptions): Promise<Stage> {
  const folder = createStateFolder();
  const recording = openLiveRecording({ folder, beginsEmpty });
  const end = (keeps?: "recording"): void => {
    recording.close();
    folder.remove(keeps);
  };
  try {
    const live = await startLive(port, recording, folder);
    return { url: live.url, close: async (keeps) => live.close().finally(() => end(keeps)) };
  } catch (error) {
    end("recording");
    throw error;
  }
}

async function startLive(
  port: number,
  { recorder, run }: LiveRecording,
  folder: StateFolder,
): Promise<StageServer> {
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  const starting = startWorld({ recorder, folder, changed });
  const theatre = createTheatre({ recorder, changed, folder: folder.path, warn: writeToStderr });
  // Reads sources while the processes of the world start.
  theatre.views();
  const world = await starting;
  const switches = createSwitches({ world, note: (text) => recorder.note(text) }, changed);
  const state = (): StageState => ({
    mode: "live",
    title: "The stage",
    users,
    servers,
    generations,
    connections: world.connections.views(),
    pages: world.waiting.pages(),
    questions: world.waiting.questions(),
    whatIfs: switches.views(),
    playing: switches.playing(),
    attacks: theatre.views(),
    attacking: theatre.playing(),
  });
  const server = await startStageServer(port, {
    recorder,
    run,
    state,
    onState: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    actions: liveActions(world, switches, theatre),
    takePage: (ticket) => world.waiting.takePage(ticket),
  });
  return {
    url: server.url,
    close: async () => {
      // Weakened servers end first.
      await theatre.close();
      await Promise.allSettled([server.close(), world.close()]);
    },
  };
}

function writeToStderr(text: string): void {
  process.stderr.write(text);
}

/** Shows a recording. The page has no actions. */
export async function startReplay(port: number, recording: Recording): Promise<StageServer> {
  return startWithoutWorld(port, "replay", { subscribe: subscribeTo(recording), recording: () => recording });
}

/** Shows what another process records. The page has no actions: the user acts with an MCP client. */
export async function startFollowing(port: number, followed: FollowedRecording): Promise<StageServer> {
  return startWithoutWorld(port, "follow", followed);
}

async function startWithoutWorld(
  port: number,
  mode: StageState["mode"],
  recorder: Pick<Recorder, "subscribe" | "recording">,
): Promise<StageServer> {
  return startStageServer(port, {
    recorder,
    run: randomUUID(),
    state: () => ({ mode, title: recorder.recording().title, ...nothing }),
    onState: () => () => undefined,
    actions: replayActions,
    takePage: () => undefined,
  });
}

/** A recording does not change, so all events come immediately. */
function subscribeTo({ hops, notes }: Recording): Recorder["subscribe"] {
  const count = hops.length;
  const events: RecorderEvent[] = [
    ...hops.map((hop, index) => ({ hop, sequence: index + 1 })),
    ...notes.map((note, index) => ({ note, index, sequence: count + index + 1 })),
  ];
  return (after, listener) => {
    for (const event of events.slice(after)) listener(event);
    return () => undefined;
  };
}
