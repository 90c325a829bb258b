import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { reserveStdout } from "./reserve-stdout.ts";

describe("stdout, once it is reserved", () => {
  it("carries what is meant for it, and everything else goes to stderr", async () => {
    const written: Record<"stdout" | "stderr", unknown[]> = { stdout: [], stderr: [] };
    const streamTo = (name: "stdout" | "stderr") => ({
      write: (chunk: unknown, done?: unknown): boolean => {
        written[name].push(chunk);
        if (typeof done === "function") done();
        return true;
      },
    });
    const process = { stdout: streamTo("stdout"), stderr: streamTo("stderr") };
    const protocol = reserveStdout(process);
    process.stdout.write("a library says hello");
    protocol.end('{"jsonrpc":"2.0"}\n');
    await once(protocol, "finish");
    expect(written).toEqual({ stdout: ['{"jsonrpc":"2.0"}\n'], stderr: ["a library says hello"] });
  });
});
