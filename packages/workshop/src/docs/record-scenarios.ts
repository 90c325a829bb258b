import { createProcessGroup } from "../demo/child-process.ts";
import { startDemoRecording } from "../demo/demo-recording.ts";
import { silentNarrator } from "../demo/narrator.ts";
import { cast, type ScenarioName, scenarios } from "../demo/run-demo.ts";
import type { Stage } from "../demo/stage.ts";
import { startMock } from "../demo/start-mock.ts";
import { toMermaid } from "../recording/index.ts";
import type { TraceEvent } from "../recording/trace-event.ts";

/** One run of the demo, seen from outside. */
export interface RecordedDemo {
  /** The six steps of each scenario, as in Microsoft's lesson. */
  diagrams: Record<ScenarioName, string>;
  /** All exchanges of Entra and Graph in both scenarios of Microsoft's lesson. */
  trace: TraceEvent[];
}

/** The lines of a diagram in one order: two exchanges that begin in the same millisecond may change places from run to run. */
export function exchangesOf(diagram: string): string[] {
  return diagram.trimEnd().split("\n").toSorted();
}

const lastStep = 6;

/** Runs the scenarios of the demo one after the other, and draws the exchanges. */
export async function recordDemo(): Promise<RecordedDemo> {
  const processes = createProcessGroup();
  try {
    const mock = await startMock(processes);
    const stage = { mock, processes, ...cast };
    const local = await recordScenario("local", stage);
    const remote = await recordScenario("remote", stage);
    const trace = await mock.trace();
    const entraTokens = await recordScenario("entra-tokens", stage);
    return { diagrams: { local, remote, "entra-tokens": entraTokens }, trace };
  } finally {
    await processes.stopAll();
  }
}

async function recordScenario(name: ScenarioName, stage: Omit<Stage, "tell">): Promise<string> {
  const began = Date.now();
  let ended = Infinity;
  const step = (number: number): void => {
    // The diagram does not show what the demo does after these steps.
    if (number !== lastStep) return;
    ended = Date.now();
    // At most a millisecond. A request that begins after this step must not have the same time.
    while (Date.now() === ended) continue;
  };
  const recording = await startDemoRecording(stage.mock, name);
  await recording.during(name, async () =>
    scenarios[name]({ ...stage, recording, tell: { ...silentNarrator, step } }),
  );
  const { hops } = await recording.finish();
  const within = hops.filter(({ at }) => Date.parse(at) >= began && Date.parse(at) <= ended);
  return toMermaid({ hops: within });
}
