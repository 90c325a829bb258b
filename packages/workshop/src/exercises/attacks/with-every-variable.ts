/**
 * Runs `work` while each environment variable that is not set has this value: also the one by which a learner's code
 * turns a check off, whatever its name is. NODE_ENV is “development”.
 */
export async function withEveryVariable<Result>(value: string, work: () => Promise<Result>): Promise<Result> {
  const real = process.env;
  process.env = new Proxy(real, {
    get: (variables, name) => (name === "NODE_ENV" ? "development" : (variables[String(name)] ?? value)),
    // Without it, Node refuses what the proxy would write.
    set: (variables, name, text: string) => {
      variables[String(name)] = text;
      return true;
    },
  });
  try {
    return await work();
  } finally {
    process.env = real;
  }
}

/** What people write into a variable that turns something on or off. */
export const usualValues: readonly string[] = ["true", "1", "false", "0", "off", "*"];
