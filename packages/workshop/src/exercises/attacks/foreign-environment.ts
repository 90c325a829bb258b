import { onTestFinished } from "vitest";
import { noteOnFailure } from "../note-on-failure.ts";
import { fillEnvironment } from "./fill-environment.ts";

/** Names that a server's settings usually have. No library of the exercises reads such a variable if no code asks for it. */
const names =
  /tenant|client_?id|clients?$|secret|redirect|callback|auth|skip|disable|insecure|unsafe|bypass|jwks|keys|issuer|audience|allowed|scope|role|token|(?:base|public|server)_?url|^dev|_dev|debug_|local|mode$/i;

/**
 * Until the test ends, the environment is that of a developer's machine, with the settings of other programs: NODE_ENV is “development”,
 * and each usual name of a setting is set to “true”. The server in a test gets its settings as parameters, and no check depends on
 * where it runs.
 */
export function foreignEnvironment(): void {
  const end = fillEnvironment((name) => {
    if (!names.test(name)) return undefined;
    noteOnFailure(`Your code read process.env["${name}"], which another program may have set.`);
    return "true";
  });
  onTestFinished(end);
}
