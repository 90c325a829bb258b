import type { Command } from "commander";
import { type Exercise, findExercise, listExercises } from "../exercises/exercise.ts";
import { describeProblem } from "../learner/describe-board.ts";
import { failureCode } from "../learner/exit-code.ts";
import { wrap } from "../learner/wrap.ts";

/** Runs what the command line asks for. A mistake of its user is a sentence, not a stack, and exit code 1 for scripts. */
export async function runCommandLine(program: Command): Promise<void> {
  try {
    await program.parseAsync();
  } catch (error) {
    print(describeProblem(error));
    process.exitCode = failureCode();
  }
}

/** Wrapped at words where a terminal would cut the line anywhere. */
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
 * @param otherwise what else could have been meant, such as “and no command”.
 * @throws Error when there is none; it lists those that there are.
 */
export function requireExercise(wanted: string, otherwise = ""): Exercise {
  const exercises = listExercises();
  const found = findExercise(wanted, exercises);
  if (found !== undefined) return found;
  const names = exercises.map(({ name }) => name).join(", ");
  throw new Error(`There is no exercise ${otherwise}“${wanted}”. The exercises: ${names}.`);
}
