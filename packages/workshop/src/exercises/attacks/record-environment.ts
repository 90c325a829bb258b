import { onTestFinished } from "vitest";

/**
 * Records what is written to process.env until the test ends, also if the same value is there already. Then new variables are
 * removed, so that no other test meets them.
 */
export function recordEnvironment(): () => string {
  const real = process.env;
  const before = { ...real };
  const written: string[] = [];
  process.env = new Proxy(real, {
    set: (variables, name, value) => {
      written.push(`${String(name)}=${String(value)}`);
      return Reflect.set(variables, name, value);
    },
  });
  onTestFinished(() => {
    process.env = real;
    for (const name of Object.keys(real)) if (before[name] === undefined) delete real[name];
  });
  return () => written.join("\n");
}
