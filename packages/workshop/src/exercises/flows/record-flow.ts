import { mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { runningMockEntra } from "@mcp-entra/mock-entra/vitest";
import { beforeEach, onTestFailed, onTestFinished } from "vitest";
import type { RawExchange } from "../../recording/raw-exchange.ts";
import { taskOf } from "../test-names.ts";
import { flowFile } from "./flow-file.ts";

/**
 * Runs before the tests of a learner's files. It keeps the exchanges of each test, and writes a recording of the first test of a task
 * that fails, for `pnpm workshop show`. It redacts and describes only then: this takes as long as the tests.
 */
const written = new Set<string>();

beforeEach(async ({ task }) => {
  const id = taskOf(task.name);
  const number = Number(id?.split(".")[0]);
  if (id === undefined || (number !== 2 && number !== 3 && number !== 5)) return;
  const file = flowFile(join(dirname(task.file.filepath), ".."), id);
  // The recording of an earlier run is out of date.
  if (!written.has(id)) rmSync(file, { force: true });
  const exchanges: RawExchange[] = [];
  // Not afterEach: a test's own fetch is in place until its onTestFinished, and the last one registered runs first.
  onTestFinished(await listen(exchanges, `exercise-${number}`));
  onTestFailed(async ({ task: failed }) => {
    if (written.has(id)) return;
    written.add(id);
    const { writeFlow } = await import("./write-flow.ts");
    mkdirSync(dirname(file), { recursive: true });
    writeFlow(file, failed.name, exchanges, failed.result?.errors?.[0]?.message ?? "");
  });
});

/** @returns a function that ends the recording. */
async function listen(
  exchanges: RawExchange[],
  server: "exercise-2" | "exercise-3" | "exercise-5",
): Promise<() => void> {
  const { recordTrace } = await import("../../recording/follow-trace.ts");
  const { laneOfRequest } = await import("../../recording/lane-of-request.ts");
  const { tapFetch } = await import("../../recording/tap-fetch.ts");
  const { seededApplications } = await import("../../recording/trace-exchange.ts");
  const kept = {
    record: (exchange: RawExchange) => ({ id: exchanges.push(exchange) }),
    replace: (id: number, exchange: RawExchange) => void (exchanges[id - 1] = exchange),
  };
  const mock = runningMockEntra();
  const endTrace = mock === undefined ? undefined : recordTrace(mock.trace, kept, seededApplications(server));
  const usual = globalThis.fetch;
  const tapped = tapFetch(
    kept,
    ({ hostname, pathname }, headers) => {
      if (hostname !== "localhost" && hostname !== "127.0.0.1") return undefined;
      return { from: laneOfRequest(pathname, Object.fromEntries(headers)), to: "server" };
    },
    { fetch: usual, server },
  );
  globalThis.fetch = tapped;
  return () => {
    endTrace?.();
    if (globalThis.fetch === tapped) globalThis.fetch = usual;
  };
}
