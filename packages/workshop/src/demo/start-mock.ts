import { fileURLToPath } from "node:url";
import { z } from "zod";
import { traceEvent, type TraceEvent } from "../recording/trace-event.ts";
import type { ProcessGroup } from "./child-process.ts";
import { commandMock } from "./command-mock.ts";

const announcement = z.object({
  frontChannelUrl: z.url(),
  environment: z.object({
    local: z.record(z.string(), z.string()),
    remote: z.record(z.string(), z.string()),
  }),
});

const traceAnswer = z.object({ entries: z.array(traceEvent) });

/** The mock of Entra and Graph in a separate process. */
export interface MockProcess {
  /**
   * The variables with which a server uses the mock. Servers have no other way to know that it is not the
   * real Entra.
   */
  environment: z.output<typeof announcement>["environment"];
  /** The address for browsers. The mock accepts commands there, too. */
  controlUrl: string;
  /** Oldest first. */
  trace(): Promise<TraceEvent[]>;
}

/** Starts mock-entra on free ports. */
export async function startMock(processes: ProcessGroup): Promise<MockProcess> {
  const ready = await processes.start({
    name: "mock-entra",
    program: programOf("@mcp-entra/mock-entra"),
    arguments: [
      "--back-channel-port",
      "0",
      "--front-channel-port",
      "0",
      "--allow-loopback-identifier-uris",
      "--json",
    ],
    environment: {},
    readyWhen: (line) => (line.startsWith("{") ? line : undefined),
  });
  const { frontChannelUrl, environment } = announcement.parse(JSON.parse(ready));
  return { environment, controlUrl: frontChannelUrl, trace: async () => readTrace(frontChannelUrl) };
}

/** The main file beside a package's index. */
export function programOf(packageName: string): string {
  return fileURLToPath(new URL("main.ts", import.meta.resolve(packageName)));
}

/** The demo only reads what has happened. It never uses the mock's commands to change something. */
async function readTrace(frontChannelUrl: string): Promise<TraceEvent[]> {
  return traceAnswer.parse(await commandMock(frontChannelUrl, "GET", "trace")).entries;
}
