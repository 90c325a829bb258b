import process from "node:process";
import { seed } from "@mcp-entra/mock-entra/seed";
import type { Exercise } from "../exercises/exercise.ts";
import { openWorkFolder } from "../exercises/work-folder.ts";
import { leakSentence, lineOfHop } from "../recording/describe-recording.ts";
import { createRecorder, type Hop, type Recorder, writeRecording } from "../recording/index.ts";
import { showOnStage } from "./open-stage.ts";
import { startTry, type TriedServer } from "../try/start-try.ts";

export interface TryExerciseOptions {
  variant: string;
  port: number;
  /** The file that the recording is written to at the end. */
  record?: string | undefined;
  /** Whether to show the hops also on a page. */
  page: boolean;
}

/** Runs the learner's own server with a mock, and prints the exchanges, until Ctrl+C. */
export async function tryExercise(
  exercise: Exercise,
  { variant, port, record, page }: TryExerciseOptions,
  print: (text: string) => void,
): Promise<void> {
  if (variant === "work") openWorkFolder(exercise.folder);
  const title = `pnpm workshop try ${exercise.number}`;
  const recorder = createRecorder({ now: Date.now, title });
  const tried = await startTry(exercise, { recorder, variant, port });
  print(howToConnect(tried));
  tellHops(recorder, print);
  const closePage = page ? showOnStage(recorder, title) : undefined;
  await stopped();
  closePage?.();
  await tried.close();
  if (record !== undefined) {
    writeRecording(record, recorder.recording());
    print(`Recorded ${recorder.recording().hops.length} exchanges in ${record}.`);
  }
}

function howToConnect({ mcpUrl, clientId, command }: TriedServer): string {
  const { ada, grace } = seed.users;
  const users = [ada, grace].map(({ userPrincipalName, password }) => `  ${userPrincipalName}   ${password}`);
  const where =
    mcpUrl === undefined
      ? [
          "Your server is ready to be started by an MCP client. Give this to your editor or to the Inspector:",
          JSON.stringify({ mcpServers: { exercise: command } }, null, 2),
        ]
      : [
          "Your server is running. Give this address to an MCP client, such as your editor:",
          `  ${mcpUrl}`,
          ...(clientId === undefined ? [] : whichClient(clientId)),
        ];
  return [...where, "Entra is a mock. Its users, with their passwords:", ...users, "Ctrl+C stops.", ""].join(
    "\n",
  );
}

/** Prints each hop at its end, and again if a leak in it becomes known later. */
function tellHops(recorder: Recorder, print: (text: string) => void): void {
  const told = new Map<number, string>();
  recorder.subscribe(0, (event) => {
    if (!("hop" in event) || event.hop.durationMs === null) return;
    const text = linesOf(event.hop);
    if (told.get(event.hop.id) !== text) print(text);
    told.set(event.hop.id, text);
  });
}

function linesOf(hop: Hop): string {
  return [lineOfHop(hop), leakSentence(hop)].filter((line) => line !== "").join("\n   ");
}

/** Clients cannot register themselves at Entra. */
function whichClient(clientId: string): string[] {
  return [
    "Give it this client ID, and no client secret. Visual Studio Code has a client ID already:",
    `  ${clientId}`,
  ];
}

async function stopped(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve());
  await promise;
}
