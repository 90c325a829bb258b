/**
 * Gives each environment variable that is not set the value that `valueOf` returns for its name. NODE_ENV is “development”, in place of the
 * “test” that the test runner sets.
 *
 * @returns ends it.
 */
export function fillEnvironment(valueOf: (name: string) => string | undefined): () => void {
  const real = process.env;
  process.env = new Proxy(real, {
    get: (variables, name) => {
      if (name === "NODE_ENV" && variables[name] === "test") return "development";
      const value: unknown = Reflect.get(variables, name);
      return value === undefined && typeof name === "string" ? valueOf(name) : value;
    },
    // Without it, JavaScript would define a property again that is there, which process.env refuses.
    set: (variables, name, value) => Reflect.set(variables, name, value),
  });
  return () => void (process.env = real);
}
