import { constants } from "node:os";
import { Command, Option } from "commander";
import { createProcessGroup, type ProcessGroup } from "../demo/child-process.ts";
import { createNarrator } from "../demo/narrator.ts";
import { runDemo, type ScenarioName } from "../demo/run-demo.ts";

const command = new Command("demo")
  .description("Runs both scenarios of the lesson end to end, offline, and explains each step.")
  .addOption(new Option("--scenario <name>", "run only this one").choices(["local", "remote"]))
  .addHelpText(
    "after",
    "\nExit code 0: every step worked. Nothing is left running, and nothing leaves this machine.",
  );

await main();

async function main(): Promise<void> {
  const { scenario } = command.parse().opts<{ scenario?: ScenarioName }>();
  const tell = createNarrator();
  const processes = createProcessGroup();
  stopOnSignals(processes);
  try {
    await runDemo(scenario === undefined ? ["local", "remote"] : [scenario], processes, tell);
    tell.heading("Done. Nobody saw a token but the servers that they were meant for.");
    tell.plain("Next: “pnpm mock-entra” starts the mock for servers of your own; README.md has the map.");
  } catch (error) {
    tell.failure(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  } finally {
    await processes.stopAll();
  }
}

/** Ctrl-C leaves nothing behind either. */
function stopOnSignals(processes: ProcessGroup): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      void processes.stopAll().then(() => process.exit(128 + constants.signals[signal]));
    });
  }
}
