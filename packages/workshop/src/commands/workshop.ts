import { relative } from "node:path";
import { cancel, isCancel, select } from "@clack/prompts";
import { Command, InvalidArgumentError } from "commander";
import { type Exercise, listExercises } from "../exercises/exercise.ts";
import { findTask, namesTask } from "../exercises/find-task.ts";
import type { Task } from "../exercises/manifest.ts";
import { replaceWork } from "../learner/backup.ts";
import { type BoardEntry, describeBoard, paintFor } from "../learner/describe-board.ts";
import { describeDiff } from "../learner/describe-diff.ts";
import { giveHint } from "../learner/hint.ts";
import { openTask } from "../learner/open-task.ts";
import { isBegun, resultOf } from "../learner/progress.ts";
import { describeReplay } from "../learner/replay.ts";
import { testWork } from "../learner/test-work.ts";
import { print, requireExercise, runCommandLine } from "./command-line.ts";

/** `pnpm workshop`: the learner's board and everything around it. */
const paint = paintFor(process.stdout);
const hasTerminal = process.stdin.isTTY && process.stdout.isTTY;

await runCommandLine(program());

function program(): Command {
  return new Command("workshop")
    .description("The exercises: where you are, and what helps you on.")
    .argument(
      "[exercise]",
      "works on this one, or on one of its tasks (4.7): tests it, and again whenever you save",
    )
    .helpCommand(true)
    .option("--once", "test once instead of waiting for changes")
    .allowExcessArguments()
    .action(async (wanted: string | undefined, { once = false }: { once?: boolean }, { args }: Command) => {
      if (wanted === undefined) return await showBoard();
      const { exercise, task } = namesTask(wanted)
        ? findTask(wanted, listExercises())
        : { exercise: find(wanted), task: undefined };
      if (args.length > 1) throw new Error(`One at a time: pnpm workshop ${task?.id ?? exercise.number}`);
      await testWork(exercise, { watch: !once && hasTerminal, focus: task }, print);
    })
    .addCommand(hintCommand())
    .addCommand(
      exerciseCommand("diff", "Your files beside the stored solution's, answers and all.").action(
        (wanted: string) => print(describeDiff(begun(wanted), paint)),
      ),
    )
    .addCommand(replaceCommand("reset", "starter", "Begins anew. What you have is kept in backup/."))
    .addCommand(
      replaceCommand(
        "solution",
        "solution",
        "Puts the stored solution into work/. What you have is kept in backup/.",
      ),
    )
    .addCommand(
      exerciseCommand(
        "replay",
        "Plays the attacks that your code stops, against the starter and against your code.",
      ).action(async (wanted: string) => replay(begun(wanted))),
    )
    .addCommand(
      new Command("doctor")
        .description("Looks at this machine and your .env files, and says what to do.")
        .action(async () => diagnose()),
    );
}

async function showBoard(): Promise<void> {
  const entries: BoardEntry[] = [];
  for (const exercise of listExercises()) {
    entries.push({ exercise, result: isBegun(exercise) ? await resultOf(exercise, "work") : undefined });
  }
  print(describeBoard(entries, paint));
  if (hasTerminal) await offerExercise(entries);
}

async function offerExercise(entries: readonly BoardEntry[]): Promise<void> {
  const choice = await select({
    message: "Go on with",
    options: [
      ...entries.map(({ exercise }) => ({
        value: exercise.name,
        label: `${exercise.number}  ${exercise.manifest.title}`,
      })),
      { value: "", label: "Leave" },
    ],
  });
  if (isCancel(choice)) return cancel("Until next time.");
  if (choice !== "") await testWork(find(choice), { watch: true }, print);
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

function exerciseCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .argument("<exercise>", "its number or name: 2, 02 and local-public-client are the same")
    .showHelpAfterError(`Say which exercise, such as: pnpm workshop ${name} 1`);
}

function replaceCommand(name: string, variant: "starter" | "solution", description: string): Command {
  return exerciseCommand(name, description).action((wanted: string) => {
    const exercise = find(wanted);
    const saved = replaceWork(exercise, variant, new Date());
    const work = relative(process.cwd(), `${exercise.folder}/work`);
    print(`${work} is now a copy of ${variant}/.`);
    if (saved !== undefined) print(`What you had is in ${relative(process.cwd(), saved)}.`);
  });
}

async function replay(exercise: Exercise): Promise<void> {
  const yours = await resultOf(exercise, "work");
  print(describeReplay(exercise, yours, await resultOf(exercise, "starter"), paint));
}

async function diagnose(): Promise<void> {
  // Loads both servers, which the other commands need not wait for.
  const { describeFinding, examine } = await import("../learner/doctor.ts");
  const findings = await examine(listExercises());
  for (const finding of findings) print(describeFinding(finding, paint));
  const bad = findings.filter(({ state }) => state === "bad").length;
  print(bad === 0 ? "\nNothing in the way." : `\n${bad} to mend.`);
  process.exitCode = bad === 0 ? 0 : 1;
}

function begun(wanted: string): Exercise {
  const exercise = find(wanted);
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

function parseLevel(text: string): number {
  if (/^[123]$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Expected 1, 2 or 3.");
}
