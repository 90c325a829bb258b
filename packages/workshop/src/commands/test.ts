import { join } from "node:path";
import { repositoryRoot } from "../exercises/exercise.ts";
import { describeFailedTests, readFailedTests } from "../test-run/failed-tests.ts";
import { followSuites, sum } from "../test-run/follow-suites.ts";
import { createProgress } from "../test-run/progress.ts";
import { runTurbo } from "../test-run/run-turbo.ts";
import { listSuites, readResults, removeReports, type Result, type Suite } from "../test-run/suites.ts";

/**
 * `pnpm test`: runs the tests of every package and the gate of all exercises (for a wrong answer, only the
 * tests that it names) with turbo, and prints the sum. If nothing has changed, turbo shows the stored result.
 * It never runs a learner's own tests: turbo does not see work/ and would show an old result. `--verbose`
 * shows every test. Other options go to turbo (`--force`, `--filter=…`).
 */
process.exitCode = await main(process.argv.slice(2));

async function main(options: readonly string[]): Promise<number> {
  const advice = adviceForLearner(options);
  if (advice !== undefined) {
    print(advice);
    return 1;
  }
  const suites = listSuites();
  removeReports(suites);
  const isVerbose = options.includes("--verbose");
  const turboOptions = options.filter((option) => option !== "--verbose");
  const { exitCode, output } = await run(suites, turboOptions, isVerbose);
  const results = suites.flatMap((suite) => readResults(suite) ?? []);
  // Without results, turbo did something else, such as --help or --dry.
  if (!isVerbose && (exitCode !== 0 || results.length === 0)) printFailures(suites, output);
  printFailedTests(suites);
  printSum(results);
  return exitCode;
}

/**
 * `exercises/` is not a package. There, `pnpm test` is the root's command, which takes minutes and does not
 * test a learner's files. pnpm says where it was called.
 */
function adviceForLearner([first = ""]: readonly string[]): string | undefined {
  const asked = /^\d{1,2}(?:\.\d+)?$/.test(first);
  if (!asked && process.env["INIT_CWD"] !== join(repositoryRoot, "exercises")) return undefined;
  return [
    `“pnpm test” ${asked ? "takes no exercise here" : "in exercises/ would run the tests of the whole repository"}. Your own files:`,
    `  ${`pnpm workshop ${asked ? first : "1"}`.padEnd(20)} tests them at every save; pnpm workshop alone shows where you are`,
    `  ${"pnpm test".padEnd(20)} in the folder of an exercise, such as exercises/01-register-application`,
    "The whole repository: pnpm test, in its root.",
  ].join("\n");
}

/** Lines by task. Turbo's own lines have the key "". */
type Output = ReadonlyMap<string, readonly string[]>;

async function run(
  suites: readonly Suite[],
  turboOptions: readonly string[],
  isVerbose: boolean,
): Promise<{ exitCode: number; output: Output }> {
  const output = new Map<string, string[]>();
  const progress = createProgress({
    write: (text) => void process.stdout.write(text),
    columns: process.stdout.isTTY && !isVerbose ? process.stdout.columns : undefined,
    now: () => performance.now(),
  });
  const followed = followSuites(suites, progress);
  const timer = setInterval(() => {
    followed.look();
    progress.tick();
  }, 1_000);
  const logs = `--output-logs=${isVerbose ? "full" : "new-only"}`;
  const exitCode = await runTurbo([logs, ...turboOptions], {
    onStart: (task) => followed.begin(task, false),
    onReplay: (task) => followed.begin(task, true),
    onLine: (task = "", line) => {
      if (isVerbose) print(task === "" ? line : `${task}: ${line}`);
      output.set(task, output.get(task) ?? []);
      output.get(task)?.push(line);
    },
  });
  clearInterval(timer);
  followed.look();
  progress.stop();
  return { exitCode, output };
}

/** The output of each suite with a failure or without a result, and then turbo's own output. */
function printFailures(suites: readonly Suite[], output: Output): void {
  for (const suite of suites) {
    const results = readResults(suite);
    const lines = output.get(suite.task) ?? [];
    if (results?.every(({ failed }) => failed === 0) === true || lines.length === 0) continue;
    print(
      `\n${suite.name}${results === undefined ? " has ended without a result" : ""}:\n${lines.join("\n")}`,
    );
  }
  print((output.get("") ?? []).join("\n"));
}

function printFailedTests(suites: readonly Suite[]): void {
  const tests = suites.flatMap(({ reports }) => reports.flatMap(({ path }) => readFailedTests(path)));
  if (tests.length > 0) print(`\n${describeFailedTests(tests)}`);
}

function printSum(results: readonly Result[]): void {
  const passed = sum(results.map((each) => each.passed));
  const failed = sum(results.map((each) => each.failed));
  const skipped = sum(results.map((each) => each.skipped));
  print(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
