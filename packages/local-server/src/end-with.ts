import process from "node:process";
import { describeFatalError, endProcess } from "@mcp-entra/auth-core/without-msal";

/**
 * Writes the last message of a process that cannot continue. It waits up to a second for the write: stderr
 * may be a slow pipe.
 */
export async function endWith(error: unknown): Promise<void> {
  const written = new Promise<void>((resolve) => {
    process.stderr.write(`${describeFatalError(error)}\n`, () => resolve());
  });
  await endProcess({ close: async () => written, exitCode: 1 });
}
