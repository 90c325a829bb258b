import { relative } from "node:path";
import { createInterface } from "node:readline";
import { Command, InvalidArgumentError } from "commander";
import { type Exercise, listExercises } from "../../exercises/exercise.ts";
import { fileOfTask, findTask, namesTask } from "../../exercises/find-task.ts";
import type { Task } from "../../exercises/manifest.ts";
import { openWorkFolder } from "../../exercises/work-folder.ts";
import { replaceWork, restoreWork } from "../../learner/backup.ts";
import { type BoardEntry, describeBoard, paintFor } from "../../learner/describe-board.ts";
import { describeDiff } from "../../learner/describe-diff.ts";
import { failureCode, hasTerminal } from "../../learner/exit-code.ts";
import { giveHint } from "../../learner/hint.ts";
import { openTask } from "../../learner/open-task.ts";
import { isBegun, resultOf } from "../../learner/progress.ts";
import { describeReplay } from "../../learner/replay.ts";
import { testWork } from "../../learner/test-work.ts";
import { print, printAsIs, requireExercise, runCommandLine } from "../command-line.ts";

/** `pnpm workshop`: the learner's board and the commands for learners. */
const paint = paintFor(process.stdout);

await runCommandLine(program());

function program(): Command {
  return new Command("workshop")
    .description("The exercises: your progress, and commands that help you.")
    .argument(
      "[exercise]",
      "the exercise to work on, or one of its tasks (4.7): tests it, and again at every save",
    )
    .helpCommand(true)
    .option("--once", "test once instead of waiting for changes")
    .allowExcessArguments()
    .action(async (wanted: string | undefined, { once = false }: { once?: boolean }, { args }: Command) => {
      if (wanted === undefined) return await showBoard();
      const { exercise, task } = namesTask(wanted)
        ? findTask(wanted, listExercises())
        : { exercise: find(wanted), task: undefined };
      if (args.length > 1)
        throw new Error(
          `Name one exercise or task at a time, such as: pnpm workshop ${task?.id ?? exercise.number}`,
        );
      await testWork(exercise, { watch: !once && hasTerminal(), focus: task }, print);
    })
    .addCommand(hintCommand())
    .addCommand(diffCommand())
    .addCommand(
      replaceCommand("reset", "starter", "Begins again with the starter. Your files are kept in backup/."),
    )
    .addCommand(
      replaceCommand(
        "solution",
        "solution",
        "Puts the stored solution into work/. Your files are kept in backup/.",
      ),
    )
    .addCommand(restoreCommand())
    .addCommand(
      exerciseCommand(
        "replay",
        "Plays the attacks that your code stops, against the starter and against your code.",
      ).action(async (wanted: string) => replay(begun(find(wanted)))),
    )
    .addCommand(tryCommand())
    .addCommand(showCommand())
    .addCommand(
      new Command("doctor")
        .description("Checks this machine and your .env files, and says what to do.")
        .action(async () => diagnose()),
    );
}

async function showBoard(): Promise<void> {
  const entries: BoardEntry[] = [];
  for (const exercise of listExercises()) {
    entries.push({ exercise, result: isBegun(exercise) ? await resultOf(exercise, "work") : undefined });
  }
  print(describeBoard(entries, paint, hasTerminal()));
  if (!hasTerminal()) return;
  const words = (await ask("Exercise or task, such as 2 or 2.1 (Enter alone ends): ")).trim().split(/\s+/);
  // Learners also type the whole command.
  while (/^(?:npx|pnpm(?:@\d+)?|workshop)$/.test(words[0] ?? "")) words.shift();
  if (words[0] === undefined || /^q?$/.test(words[0])) return;
  await program().parseAsync(words, { from: "user" });
}

/** @returns an empty text when the learner ends the question with Ctrl+C or Ctrl+D. */
async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const { promise, resolve } = Promise.withResolvers<string>();
  terminal.on("close", () => resolve(""));
  terminal.question(question, resolve);
  const answer = await promise;
  terminal.close();
  return answer;
}

function hintCommand(): Command {
  return new Command("hint")
    .description("A hint for a task; each time you ask, the next of three.")
    .argument("[task]", "such as 2.1; else the one that you are at, in an exercise (2) or in all")
    .option("--level <number>", "1, 2 or 3", parseLevel)
    .action(async (wanted: string | undefined, { level }: { level?: number }) => {
      const { exercise, task } = await taskFor(wanted);
      print(giveHint(exercise, task, level));
    });
}

interface TryCommandOptions {
  port: number;
  solution?: true;
  record?: string;
  page: boolean;
}

function tryCommand(): Command {
  return exerciseCommand(
    "try",
    "Runs your own server of exercise 2, 3 or 5 with a mock, and prints the exchanges.",
  )
    .option("--port <number>", "the server's port; 0 for a free one", parsePort, 3001)
    .option("--solution", "the stored solution in place of your own")
    .option("--record <file>", "write the recording into this file at the end, without secrets")
    .option("--page", "show it on the stage as well: a page, hop by hop", false)
    .action(async (wanted: string, { solution, ...options }: TryCommandOptions) => {
      const { tryExercise } = await import("../../learner/try-exercise.ts");
      await tryExercise(find(wanted), { variant: solution ? "solution" : "work", ...options }, printAsIs);
    });
}

function showCommand(): Command {
  return new Command("show")
    .description("Shows the recording of a task's failing test, and where it went wrong.")
    .argument("<task>", "such as 3.2")
    .option("--page", "on the stage, opened at the hop that went wrong", false)
    .showHelpAfterError("Say which task, such as: pnpm workshop show 3.2")
    .action(async (wanted: string, { page }: { page: boolean }) => {
      const { showFlow } = await import("../../learner/show-flow.ts");
      await showFlow(findTask(wanted, listExercises()), { page, print: printAsIs });
    });
}

function exerciseCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .argument("<exercise>", "its number or name: 2, 02 and local-public-client are the same")
    .showHelpAfterError(`Say which exercise, such as: pnpm workshop ${name} 1`);
}

/** A command for an exercise, or for the file of one task. */
function partCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .argument(
      "<exercise>",
      "its number or name, such as 2; or a task that has a file of its own, such as 3.1",
    )
    .showHelpAfterError(`Say which exercise or task, such as: pnpm workshop ${name} 3.1`);
}

function partNamed(wanted: string, command: string): { exercise: Exercise; file: string | undefined } {
  if (!namesTask(wanted)) return { exercise: find(wanted), file: undefined };
  const found = findTask(wanted, listExercises());
  return { exercise: found.exercise, file: fileOfTask(found, command) };
}

function diffCommand(): Command {
  const description = "Shows the difference between your files and the stored solution.";
  return partCommand("diff", description).action((wanted: string) => {
    const { exercise, file } = partNamed(wanted, "diff");
    printAsIs(describeDiff(begun(exercise), paint, file));
  });
}

function replaceCommand(name: "reset" | "solution", variant: string, description: string): Command {
  return partCommand(name, description).action((wanted: string) => {
    const { exercise, file } = partNamed(wanted, name);
    // The file of one task needs the files of the other tasks.
    if (file !== undefined) openWorkFolder(exercise.folder);
    const saved = replaceWork(exercise, variant, new Date(), file);
    const part = file === undefined ? "" : `/${file}`;
    print(`${inWork(exercise)}${part} is now a copy of ${variant}${part || "/"}.`);
    tellSaved(exercise, saved);
  });
}

function restoreCommand(): Command {
  const description = "Puts the latest backup into work/. Your files become the latest backup.";
  return exerciseCommand("restore", description).action((wanted: string) => {
    const exercise = find(wanted);
    const { restored, saved } = restoreWork(exercise, new Date());
    print(`${inWork(exercise)} is now a copy of ${restored}.`);
    tellSaved(exercise, saved);
  });
}

function inWork({ folder }: Exercise): string {
  return relative(process.cwd(), `${folder}/work`);
}

function tellSaved({ number }: Exercise, saved: string | undefined): void {
  if (saved === undefined) return;
  print(
    `Your files are in ${relative(process.cwd(), saved)}. To get it back: pnpm workshop restore ${number}`,
  );
}

async function replay(exercise: Exercise): Promise<void> {
  const yours = await resultOf(exercise, "work");
  print(describeReplay(exercise, yours, await resultOf(exercise, "starter"), paint));
}

async function diagnose(): Promise<void> {
  // It loads both servers. The other commands do not need them.
  const { describeFinding, examine } = await import("../../learner/doctor.ts");
  const findings = await examine(listExercises());
  for (const finding of findings) print(describeFinding(finding, paint));
  const bad = findings.filter(({ state }) => state === "bad").length;
  print(bad === 0 ? "\nEverything is in order." : `\n${bad} to fix.`);
  process.exitCode = bad === 0 ? 0 : failureCode();
}

function begun(exercise: Exercise): Exercise {
  if (isBegun(exercise)) return exercise;
  throw new Error(`You have not begun ${exercise.name} yet: pnpm workshop ${exercise.number}`);
}

function find(wanted: string): Exercise {
  return requireExercise(wanted, "and no command ");
}

async function taskFor(wanted: string | undefined): Promise<{ exercise: Exercise; task: Task }> {
  if (wanted === undefined) return await openTask(listExercises());
  return namesTask(wanted) ? findTask(wanted, listExercises()) : await openTask([find(wanted)]);
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port < 65_536) return port;
  throw new InvalidArgumentError("Expected a number from 0 to 65535.");
}

function parseLevel(text: string): number {
  if (/^[123]$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Expected 1, 2 or 3.");
}
