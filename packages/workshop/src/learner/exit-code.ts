import process from "node:process";

/** Whether a person reads the output and can type. */
export function hasTerminal(): boolean {
  return process.stdin.isTTY && process.stdout.isTTY && process.env["CI"] === undefined;
}

/**
 * The exit code after a sentence that says what is wrong. A person at a terminal has read it. With another
 * code than 0, pnpm would add “[ELIFECYCLE] Command failed”, as if the workshop were broken. A script has
 * only the code, and gets 1.
 */
export function failureCode(): number {
  return hasTerminal() ? 0 : 1;
}
