import type { TestResult } from "../test-result.ts";

const fewestWords = 8;

/** Why a learner could not act on the failure of this test. */
export function unreadable({ name, failures }: TestResult): string[] {
  return failures.flatMap(({ kind, message }) => {
    const [firstLine = ""] = message.split("\n");
    if (kind === "time-out") return [`“${name}” fails by a time-out: ${firstLine}`];
    if (kind === "other") {
      return [
        `“${name}” fails by an error instead of an assertion (${firstLine}). Catch it in the test and say what to do.`,
      ];
    }
    return isInstruction(firstLine)
      ? []
      : [`“${name}” fails with “${firstLine}”, which does not say what to do. Give expect() a sentence.`];
  });
}

/** Our own sentence comes before vitest's “expected … to be …”. */
function isInstruction(message: string): boolean {
  const [own = ""] = message.split(/(?:^|: )(?:expected |promise )/);
  return own.split(/\s+/).length >= fewestWords && /[.!?]$/.test(own.trim());
}
