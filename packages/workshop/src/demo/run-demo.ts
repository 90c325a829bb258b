// Only the seed, not the whole mock: the mock runs in a separate process, and to load it here would double
// the start time.
import { seed } from "@mcp-entra/mock-entra/seed";
import type { ProcessGroup } from "./child-process.ts";
import type { Narrator } from "./narrator.ts";
import { runEntraTokensScenario } from "./scenario-entra-tokens.ts";
import { runLocalScenario } from "./scenario-local.ts";
import { runRemoteScenario } from "./scenario-remote.ts";
import type { Stage } from "./stage.ts";
import { type MockProcess, startMock } from "./start-mock.ts";

export type ScenarioName = keyof typeof scenarios;

export const scenarios = {
  local: runLocalScenario,
  remote: runRemoteScenario,
  "entra-tokens": runEntraTokensScenario,
};

/** The two users: the user has the app role Directory.Reader, the colleague does not. */
export const cast: Pick<Stage, "user" | "colleague"> = {
  user: { ...seed.users.ada, givenName: "Ada" },
  colleague: { ...seed.users.grace, givenName: "Grace" },
};

/**
 * Runs the scenarios one after the other with a new mock, and describes what happens.
 *
 * @param processes everything is started in this group. The caller has to stop it.
 * @param recordTo the file that the run is recorded to.
 */
export async function runDemo(
  names: readonly ScenarioName[],
  processes: ProcessGroup,
  tell: Narrator,
  recordTo?: string,
): Promise<void> {
  tell.plain(
    "Two MCP servers, secured with Microsoft Entra ID. Everything runs on this machine: a mock Entra",
  );
  tell.plain(
    "stands in for the real one, and the servers, MSAL and the Graph client cannot tell the difference.",
  );
  const mock = await startMock(processes);
  const stage = { mock, processes, ...cast, tell };
  if (recordTo === undefined) for (const name of names) await scenarios[name](stage);
  else await playRecorded(names, stage, recordTo);
  await tellOfTrace(mock, tell);
}

/** Loads the recorder only here, because this takes time. */
async function playRecorded(names: readonly ScenarioName[], stage: Stage, file: string): Promise<void> {
  const { startDemoRecording } = await import("./demo-recording.ts");
  const { writeRecording } = await import("../recording/recording-file.ts");
  const recording = await startDemoRecording(stage.mock, `pnpm demo: ${names.join(", ")}`);
  try {
    for (const name of names)
      await recording.during(name, async () => scenarios[name]({ ...stage, recording }));
  } finally {
    const recorded = await recording.finish();
    writeRecording(file, recorded);
    stage.tell.detail(`Recorded ${recorded.hops.length} exchanges in ${file}.`);
  }
}

async function tellOfTrace(mock: MockProcess, tell: Narrator): Promise<void> {
  const trace = await mock.trace();
  tell.heading(`What Entra and Graph saw: ${trace.length} exchanges`);
  for (const { id, method, endpoint, grantType, status, error } of trace) {
    const what = grantType === null ? endpoint : `${endpoint} (${grantType})`;
    const outcome = error === null ? what : `${what}  ${error}`;
    tell.plain(`  ${String(id).padStart(2)}  ${method.padEnd(4)}  ${status}  ${outcome}`);
  }
}
