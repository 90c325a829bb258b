import type { Command } from "commander";
import { type Exercise, findExercise, listExercises } from "../exercises/exercise.ts";
import { describeProblem } from "../learner/describe-board.ts";
import { failureCode } from "../learner/exit-code.ts";
import { wrap } from "../learner/wrap.ts";

/**
 * Runs the command line. For a user's mistake, it prints a sentence and not a stack trace, and ends with exit
 * code 1.
 */
export async function runCommandLine(program: Command): Promise<void> {
  try {
    await program.parseAsync();
  } catch (error) {
    print(describeProblem(error));
    process.exitCode = failureCode();
  }
}

/** Wrapped between words, because a terminal would break lines inside words. */
export function print(text: string): void {
  const { isTTY, columns } = process.stdout;
  printAsIs(isTTY ? wrap(text, columns) : text);
}

/** For code, whose lines must stay as they are. */
export function printAsIs(text: string): void {
  process.stdout.write(`${text}\n`);
}

/**
 * The exercise of that number or name.
 * @param otherwise an addition to the message, such as “and no command”.
 * @throws Error if there is none. It lists the exercises.
 */
export function requireExercise(wanted: string, otherwise = ""): Exercise {
  const exercises = listExercises();
  const found = findExercise(wanted, exercises);
  if (found !== undefined) return found;
  const names = exercises.map(({ name }) => name).join(", ");
  throw new Error(`There is no exercise ${otherwise}“${wanted}”. The exercises: ${names}.`);
}
