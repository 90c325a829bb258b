import { basename, join } from "node:path";
import { ForksPoolWorker, type PoolOptions, type PoolRunnerInitializer, type PoolWorker } from "vitest/node";

type Request = Parameters<PoolWorker["send"]>[0];
type Listener = Parameters<PoolWorker["on"]>[1];
type RunContext = Extract<Request, { type: "run" }>["context"];

export interface WarmPoolOptions {
  /**
   * If a process sends nothing for this number of seconds, its tests are stopped; 12 by default. This is
   * longer than any test may take, so it must be an endless loop. A time-out inside the process cannot stop
   * such a loop.
   */
  longestSilence?: number;
}

/**
 * Vitest's own worker processes, kept from one test file to the next, and from one save to the next. Vitest
 * would start new ones. So MSAL, Express and the mock are loaded once, and V8 has already optimized them when
 * the learner saves. Vitest itself loads the learner's files and the tests, and does it again for each test
 * file, because the projects use isolation.
 *
 * @see https://vitest.dev/guide/advanced/pool
 */
export function createWarmPool(options: WarmPoolOptions = {}): PoolRunnerInitializer {
  const idle = new Set<ForksPoolWorker>();
  const runs = new WeakMap<ForksPoolWorker, RunContext["invalidates"]>();
  return {
    name: "warm",
    createPoolWorker: (worker) => {
      // Read for each worker: a test changes it from one run to the next.
      const longestSilence = options.longestSilence ?? 12;
      return createWarmWorker(worker, { idle, runs, longestSilence });
    },
  };
}

interface Pool {
  /** Processes without a test file. */
  idle: Set<ForksPoolWorker>;
  /** The last run of each process. Vitest makes one list of changed files for each run. */
  runs: WeakMap<ForksPoolWorker, RunContext["invalidates"]>;
  longestSilence: number;
}

/**
 * For Vitest, this is a new worker with its own start and stop. It uses a kept process. Only the first start
 * and the last stop reach the process. All others are answered here.
 */
function createWarmWorker(options: PoolOptions, { idle, runs, longestSilence }: Pool): PoolWorker {
  const [kept] = idle;
  if (kept !== undefined) idle.delete(kept);
  const fork = kept ?? createFork(options, idle);
  const listeners = createListeners();
  const watch = watchSilence(longestSilence, isDebugging(options), (error) => listeners.tell("error", error));
  let isReleased = false;
  const release = (): void => {
    isReleased = true;
    watch.end();
    listeners.leave(fork);
    // Immediately: Vitest asks for the next worker before it waits for the end of this one.
    idle.add(fork);
  };
  return {
    name: fork.name,
    cacheFs: fork.cacheFs,
    deserialize: (data) => {
      watch.heard();
      return data;
    },
    on: (event, listener) => listeners.add(fork, event, listener),
    off: (event, listener) => listeners.remove(fork, event, listener),
    send: (request) => {
      if (request.type === "stop") {
        release();
        listeners.answer("stopped");
      } else if (request.type === "start" && kept !== undefined) {
        listeners.answer("started");
      } else {
        if (request.type === "run") watch.begin(filesOf(request));
        const hasFiles = request.type === "run" || request.type === "collect";
        fork.send(hasFiles ? markFirst(request, fork, runs) : request);
      }
    },
    start: async () => {
      if (kept !== undefined) return;
      await fork.start();
      fork.on("exit", () => idle.delete(fork));
    },
    stop: async () => {
      // It was not asked to stop: its tests hang, or it has died. The next caller gets a new process.
      if (isReleased) return;
      watch.end();
      await fork.stop();
    },
  };
}

/** Tells the process whether this is its first test file of a run: since the last one, files may have changed. */
function markFirst<Marked extends { context: RunContext }>(
  request: Marked,
  fork: ForksPoolWorker,
  runs: Pool["runs"],
): Marked {
  const { invalidates } = request.context;
  const isFirstOfRun = invalidates === undefined || runs.get(fork) !== invalidates;
  runs.set(fork, invalidates);
  return { ...request, context: { ...request.context, isFirstOfRun } };
}

class WarmFork extends ForksPoolWorker {
  protected override readonly entrypoint = join(import.meta.dirname, "warm-worker.ts");
}

function createFork(options: PoolOptions, idle: Set<ForksPoolWorker>): ForksPoolWorker {
  const fork = new WarmFork(options);
  options.project.vitest.onClose(async () => {
    if (idle.delete(fork)) await stopForGood(fork);
  });
  return fork;
}

/**
 * With a real “stop” message first: at this message, the process stores its compiled code for the next time.
 */
async function stopForGood(fork: ForksPoolWorker): Promise<void> {
  const { promise: stopped, resolve } = Promise.withResolvers<void>();
  fork.on("message", ({ type }: { type?: string }) => type === "stopped" && resolve());
  fork.on("exit", () => resolve());
  fork.send({ type: "stop", __vitest_worker_request__: true });
  await stopped;
  await fork.stop();
}

interface Listeners {
  add(fork: ForksPoolWorker, event: string, listener: Listener): void;
  remove(fork: ForksPoolWorker, event: string, listener: Listener): void;
  /** Removes all listeners from the process. They can still get messages from here. */
  leave(fork: ForksPoolWorker): void;
  tell(event: string, value: unknown): void;
  /** Later, as from another process: the caller begins to listen after this call. */
  answer(type: "started" | "stopped"): void;
}

function createListeners(): Listeners {
  let all: { event: string; listener: Listener }[] = [];
  const tell = (event: string, value: unknown): void => {
    for (const { listener } of all.filter((each) => each.event === event)) listener(value);
  };
  return {
    add: (fork, event, listener) => {
      all.push({ event, listener });
      fork.on(event, listener);
    },
    remove: (fork, event, listener) => {
      all = all.filter((each) => each.event !== event || each.listener !== listener);
      fork.off(event, listener);
    },
    leave: (fork) => all.forEach(({ event, listener }) => fork.off(event, listener)),
    tell,
    answer: (type) => queueMicrotask(() => tell("message", { type, __vitest_worker_response__: true })),
  };
}

interface SilenceWatch {
  begin(files: string): void;
  heard(): void;
  end(): void;
}

function watchSilence(seconds: number, isOff: boolean, onSilence: (error: Error) => void): SilenceWatch {
  let timer: NodeJS.Timeout | undefined;
  return {
    begin: (files) => {
      if (isOff) return;
      timer = setTimeout(() => {
        const message = `${files} did not end. It sent nothing for ${seconds} seconds. Look for an endless loop in your last change.`;
        onSilence(new Error(message));
      }, seconds * 1_000);
    },
    heard: () => void timer?.refresh(),
    end: () => {
      clearTimeout(timer);
      // A cleared timer would start again when it is refreshed.
      timer = undefined;
    },
  };
}

/** At a breakpoint, a process is silent on purpose. */
function isDebugging({ project, env }: PoolOptions): boolean {
  return project.vitest.config.inspector.enabled || env["VSCODE_INSPECTOR_OPTIONS"] !== undefined;
}

function filesOf(request: Extract<Request, { type: "run" }>): string {
  return request.context.files.map(({ filepath }) => basename(filepath)).join(", ");
}
