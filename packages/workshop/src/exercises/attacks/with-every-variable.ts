import { fillEnvironment } from "./fill-environment.ts";

/**
 * Runs `work` while each environment variable that is not set has this value: also the one by which a learner's code
 * turns a check off, whatever its name is.
 */
export async function withEveryVariable<Result>(value: string, work: () => Promise<Result>): Promise<Result> {
  const end = fillEnvironment(() => value);
  try {
    return await work();
  } finally {
    end();
  }
}

/** What people write into a variable that turns something on or off. */
export const usualValues: readonly string[] = ["true", "1", "false", "0", "off", "*"];
