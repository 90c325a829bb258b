import { fileURLToPath } from "node:url";
import { z } from "zod";
import { traceEvent, type TraceEvent } from "../recording/trace-event.ts";
import type { ProcessGroup } from "./child-process.ts";

const announcement = z.object({
  frontChannelUrl: z.url(),
  environment: z.object({
    local: z.record(z.string(), z.string()),
    remote: z.record(z.string(), z.string()),
  }),
});

const traceAnswer = z.object({ entries: z.array(traceEvent) });

/** Entra and Graph in a process of their own. */
export interface MockProcess {
  /** The variables that point a server at it; nothing else tells the servers that this is not the real one. */
  environment: z.output<typeof announcement>["environment"];
  /** What browsers visit; the mock takes commands there, too. */
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

/** Reads what has happened; the demo never uses the mock's controls to make anything happen. */
async function readTrace(frontChannelUrl: string): Promise<TraceEvent[]> {
  const response = await fetch(`${frontChannelUrl}/_mock/trace`, {
    headers: { "x-mock-entra-control": "1" },
  });
  return traceAnswer.parse(await response.json()).entries;
}
