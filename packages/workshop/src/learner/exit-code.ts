import process from "node:process";

/** Whether a person reads along and can type. */
export function hasTerminal(): boolean {
  return process.stdin.isTTY && process.stdout.isTTY && process.env["CI"] === undefined;
}

/**
 * The exit code after a sentence that says what is wrong. A person at a terminal has read it; with another code than 0, pnpm would
 * write “[ELIFECYCLE] Command failed” beneath it, as if the workshop were broken. A script has only the code, and gets 1.
 */
export function failureCode(): number {
  return hasTerminal() ? 0 : 1;
}
