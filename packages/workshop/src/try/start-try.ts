import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { createProcessGroup } from "../demo/child-process.ts";
import { type Exercise, listExercises } from "../exercises/exercise.ts";
import {
  followTrace,
  learnSeededSecrets,
  listenForTaps,
  type Recorder,
  seededApplications,
  type ServerKind,
  startRecordingProxy,
  type TappedCommand,
} from "../recording/index.ts";
import { withoutTokens } from "../recording/token-shapes.ts";

/** A learner's server that runs against a mock, and is recorded. */
export interface TriedServer {
  /** For a server over HTTP: the address for a browser, an editor or the Inspector. */
  mcpUrl?: string;
  /** The ID of the client's registration in Entra. Without it, a client registers itself. */
  clientId?: string | undefined;
  /** For a server over stdio: the command that an MCP client starts. */
  command?: TappedCommand;
  close(): Promise<void>;
}

export interface TryOptions {
  recorder: Recorder;
  /** The folder of the files that run: `work`, `solution` or `starter`. */
  variant: string;
  /** For a server over HTTP; 0 means a free port. */
  port: number;
}

const kinds: Readonly<Record<number, { server: ServerKind; transport: "http" | "stdio" }>> = {
  2: { server: "exercise-2", transport: "stdio" },
  3: { server: "exercise-3", transport: "http" },
  5: { server: "exercise-5", transport: "http" },
};

/** @throws Error that says which exercises have a server; or with the server's output if it does not start. */
export async function startTry(exercise: Exercise, options: TryOptions): Promise<TriedServer> {
  const kind = kinds[exercise.number];
  const program = programOf(exercise);
  if (kind === undefined || !existsSync(program))
    throw new Error(`Exercise ${exercise.number} has no server to try. Try ${tryable()}.`);
  learnSeededSecrets(options.recorder);
  return kind.transport === "http"
    ? tryOverHttp(program, kind.server, options)
    : tryOverStdio(program, kind.server, options);
}

/** The program is the same for the learner's files and for the stored ones. */
function programOf({ folder }: Pick<Exercise, "folder">): string {
  return join(folder, "tests/support/serve.ts");
}

function tryable(): string {
  const numbers = listExercises().filter((exercise) => existsSync(programOf(exercise)));
  return new Intl.ListFormat("en", { type: "disjunction" }).format(
    numbers.map(({ number }) => String(number)),
  );
}

const announcement = z.object({ listensAt: z.url(), pagesUrl: z.url(), clientId: z.string().optional() });

async function tryOverHttp(
  program: string,
  server: ServerKind,
  { recorder, variant, port }: TryOptions,
): Promise<TriedServer> {
  const processes = createProcessGroup();
  const proxy = await startRecordingProxy({ recorder, server, port });
  const stop = async (): Promise<void> => {
    await processes.stopAll();
    await proxy.close();
  };
  try {
    const ready = await processes.start({
      name: "your server",
      program,
      arguments: [variant],
      environment: { PUBLIC_URL: proxy.publicUrl },
      readyWhen: (line) => (line.startsWith('{"listensAt"') ? line : undefined),
      onLine: (line) => recorder.log(line),
    });
    const { listensAt, pagesUrl, clientId } = announcement.parse(JSON.parse(ready));
    proxy.forwardTo(listensAt);
    const trace = followTrace(pagesUrl, recorder, seededApplications(server));
    recorder.note(`login.microsoftonline.com is a mock here. Its pages are at ${pagesUrl}.`);
    return {
      mcpUrl: new URL("/mcp", proxy.publicUrl).href,
      clientId,
      close: async () => {
        await trace.close();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** An MCP client starts the server. Each start has a new mock. */
async function tryOverStdio(
  program: string,
  server: ServerKind,
  { recorder, variant }: TryOptions,
): Promise<TriedServer> {
  startOnce(program, variant);
  const traces: { close: () => Promise<void> }[] = [];
  const onLogLine = (line: string): void => {
    const [, pagesUrl] = /^Entra's pages are at (http:\S+)$/.exec(line) ?? [];
    if (pagesUrl !== undefined) traces.push(followTrace(pagesUrl, recorder, seededApplications(server)));
  };
  const taps = await listenForTaps(recorder, { server, onLogLine });
  return {
    command: taps.wrap(process.execPath, [program, variant]),
    close: async () => {
      await Promise.all(traces.map(async (trace) => trace.close()));
      await taps.close();
    },
  };
}

/**
 * Starts the server without a client; it ends with its input. Otherwise only the MCP client would see that it
 * cannot start.
 *
 * @throws Error with the server's output.
 */
function startOnce(program: string, variant: string): void {
  const { status, stderr } = spawnSync(process.execPath, ["--no-warnings", program, variant], {
    input: "",
    encoding: "utf8",
    timeout: 30_000,
  });
  if (status !== 0) throw new Error(`Your server does not start:\n${withoutTokens(stderr)}`);
}
