import process from "node:process";
import { describeFatalError, endProcess } from "@mcp-entra/auth-core/without-msal";

/** The last words of a process that cannot go on. Waits a second until they are written: stderr may be a slow pipe. */
export async function endWith(error: unknown): Promise<void> {
  const written = new Promise<void>((resolve) => {
    process.stderr.write(`${describeFatalError(error)}\n`, () => resolve());
  });
  await endProcess({ close: async () => written, exitCode: 1 });
}
