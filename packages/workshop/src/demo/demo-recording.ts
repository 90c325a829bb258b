import {
  createRecorder,
  followTrace,
  type LanesOf,
  listenForTaps,
  type Recorder,
  type Recording,
  type RecordingProxy,
  type ServerKind,
  seededApplications,
  startRecordingProxy,
  type TapListener,
  tapFetch,
} from "../recording/index.ts";
import type { MockProcess } from "./start-mock.ts";

/** Records a run of the demo. This module is loaded only for a recording. */
export interface DemoRecording {
  /** Starts a proxy in front of a remote server. Clients see the proxy as the server. */
  proxyFor(server: ServerKind): Promise<RecordingProxy>;
  /** The command that starts the local server with a tap. */
  wrap: TapListener["wrap"];
  learn: Recorder["learn"];
  /** Runs a scenario, and records the requests of this process. */
  during<Result>(server: ServerKind, play: () => Promise<Result>): Promise<Result>;
  /** Ends the recording. */
  finish(): Promise<Recording>;
}

/** Records the proxies in front of the servers, the mock's trace, and the requests of the demo's browser to this machine. */
export async function startDemoRecording(mock: MockProcess, title: string): Promise<DemoRecording> {
  const recorder = createRecorder({ now: Date.now, title });
  const applications = seededApplications();
  const trace = followTrace(mock.controlUrl, recorder, applications);
  const taps = await listenForTaps(recorder, { server: "local" });
  const closing: (() => Promise<void>)[] = [async () => taps.close()];
  const caughtUp = async (): Promise<void> => trace.reached((await mock.trace()).at(-1)?.id ?? 0);
  const proxied = new Set<string>();
  return {
    proxyFor: async (server) => {
      const proxy = await startRecordingProxy({ recorder, server });
      closing.push(async () => proxy.close());
      proxied.add(proxy.publicUrl);
      return proxy;
    },
    wrap: (command, argv) => taps.wrap(command, argv),
    learn: (kind, value) => recorder.learn(kind, value),
    during: async (server, play) => {
      applications.server = server;
      const original = globalThis.fetch;
      globalThis.fetch = tapFetch(recorder, lanesIn(server, mock, proxied), { fetch: original, server });
      try {
        return await play();
      } finally {
        globalThis.fetch = original;
        await caughtUp();
      }
    },
    finish: async () => {
      await trace.close();
      await Promise.all(closing.map(async (close) => close()));
      return recorder.recording();
    },
  };
}

/** Only redirects of the browser to a program on this machine. The proxies and the mock record all other requests. */
function lanesIn(server: ServerKind, mock: MockProcess, proxied: ReadonlySet<string>): LanesOf {
  return ({ origin, pathname }) => {
    if (origin === mock.controlUrl || proxied.has(origin) || pathname.startsWith("/_mock/")) return undefined;
    if (origin === mock.environment.remote["AZURE_AUTHORITY_HOST"]) return undefined;
    return { from: "browser", to: server === "local" ? "server" : "client" };
  };
}
