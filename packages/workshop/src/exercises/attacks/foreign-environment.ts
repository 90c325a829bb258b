import { onTestFinished } from "vitest";
import { noteOnFailure } from "../note-on-failure.ts";

/** Names that a server's settings usually have. No library of the exercises reads such a variable if no code asks for it. */
const names =
  /tenant|client_?id|clients?$|secret|redirect|callback|auth|skip|disable|insecure|unsafe|bypass|jwks|keys|issuer|audience|allowed|scope|role|token|(?:base|public|server)_?url|^dev|_dev|debug_|local|mode$/i;

/**
 * Until the test ends, the environment is that of a developer's machine, with the settings of other programs: NODE_ENV is “development”,
 * and each usual name of a setting is set to “true”. The server in a test gets its settings as parameters, and no check depends on
 * where it runs.
 */
export function foreignEnvironment(): void {
  const { env } = process;
  process.env = new Proxy(env, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (name === "NODE_ENV" && value === "test") return "development";
      if (value !== undefined || typeof name !== "string" || !names.test(name)) return value;
      noteOnFailure(`Your code read process.env["${name}"], which another program may have set.`);
      return "true";
    },
    // Without it, JavaScript would define a property again that is there, which process.env refuses.
    set: (target, name, value) => Reflect.set(target, name, value),
  });
  onTestFinished(() => {
    process.env = env;
  });
}
