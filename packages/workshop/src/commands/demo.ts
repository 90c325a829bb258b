import { constants } from "node:os";
import { Command, Option } from "commander";
import { createProcessGroup, type ProcessGroup } from "../demo/child-process.ts";
import { createNarrator, type Narrator } from "../demo/narrator.ts";
import { createPacedNarrator } from "../demo/paced-narrator.ts";
import { runDemo, type ScenarioName } from "../demo/run-demo.ts";

const command = new Command("demo")
  .description(
    "Runs both scenarios of Microsoft's lesson from start to end, offline, and explains each step. With --scenario entra-tokens, runs a third one.",
  )
  .addOption(
    new Option("--scenario <name>", "run only this one").choices(["local", "remote", "entra-tokens"]),
  )
  .option("--pause", "wait for Enter before each step, in a terminal")
  .option("--record <file>", "write the exchanges between the programs into this file, without secrets")
  .addHelpText(
    "after",
    "\nExit code 0: every step worked. Nothing is left running, and nothing leaves this machine.",
  );

await main();

async function main(): Promise<void> {
  const { scenario, pause, record } = command
    .parse()
    .opts<{ scenario?: ScenarioName; pause?: true; record?: string }>();
  if (pause && !process.stdin.isTTY)
    command.error("error: --pause waits for Enter, but there is no terminal. Leave --pause out.");
  const narrator = createNarrator();
  const { tell, told } = pause
    ? createPacedNarrator(narrator, process.stdin)
    : { tell: narrator, told: async () => undefined };
  if (pause) narrator.plain("Press Enter for each step, Ctrl-C to stop.");
  const processes = createProcessGroup();
  stopOnSignals(processes);
  try {
    await play(scenario === undefined ? ["local", "remote"] : [scenario], processes, tell, record);
  } finally {
    await processes.stopAll();
  }
  await told();
}

async function play(
  scenarios: readonly ScenarioName[],
  processes: ProcessGroup,
  tell: Narrator,
  recordTo: string | undefined,
): Promise<void> {
  try {
    await runDemo(scenarios, processes, tell, recordTo);
    tell.heading("Done. Each token was seen only by the servers that it was meant for.");
    tell.plain("Next: “pnpm mock-entra” starts the mock for servers of your own; README.md has the map.");
  } catch (error) {
    tell.failure(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}

/** Ctrl-C also stops everything. */
function stopOnSignals(processes: ProcessGroup): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      void processes.stopAll().then(() => process.exit(128 + constants.signals[signal]));
    });
  }
}
