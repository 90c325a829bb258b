import { onTestFinished } from "vitest";

/** Records the values that process.env gets until the test ends. Then they are removed, so that no other test meets them. */
export function recordEnvironment(): () => string {
  const before = { ...process.env };
  const added = (): [string, string][] =>
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined || before[name] === value ? [] : [[name, value]],
    );
  onTestFinished(() => {
    for (const [name] of added()) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  });
  return () =>
    added()
      .map(([name, value]) => `${name}=${value}`)
      .join("\n");
}
