import type { TraceEvent } from "@mcp-entra/mock-entra";
import { laneOfRequest } from "../../recording/lane-of-request.ts";
import type { RawExchange, RawMessage } from "../../recording/raw-exchange.ts";
import { createRecorder } from "../../recording/recorder.ts";
import { writeRecording } from "../../recording/recording-file.ts";
import { traceEvent } from "../../recording/trace-event.ts";
import { exchangeOfTrace, learnSeededSecrets, seededApplications } from "../../recording/trace-exchange.ts";
import type { FollowedRequest } from "./follow-fetch.ts";

/** The learner's server. */
type Server = "exercise-2" | "exercise-3" | "exercise-5";

/** A request to the learner's server, or to the mock. */
export type Seen = { request: FollowedRequest } | { event: TraceEvent };

/** Writes the recording of a failed test. */
export function writeFlow(
  file: string,
  testName: string,
  { seen, server, message }: { seen: readonly Seen[]; server: Server; message: string },
): void {
  const recorder = createRecorder({ now: Date.now, title: testName });
  learnSeededSecrets(recorder);
  const applications = seededApplications(server);
  for (const each of seen)
    recorder.record(
      "request" in each
        ? exchangeOf(each.request, server)
        : exchangeOfTrace(traceEvent.parse(each.event), applications),
    );
  recorder.note(`The test failed: ${message}`);
  writeRecording(file, recorder.recording());
}

function exchangeOf(
  { began, ended, method, url, headers, sent, received, answer }: FollowedRequest,
  server: Server,
): RawExchange {
  const requestHeaders = inPairs(headers);
  const answerHeaders = inPairs((answer?.headers ?? []).map((text) => Buffer.from(text).toString("latin1")));
  const failed = answer === undefined && ended !== undefined;
  return {
    at: new Date(began).toISOString(),
    durationMs: ended === undefined ? null : ended - began,
    from: laneOfRequest(new URL(url).pathname, Object.fromEntries(requestHeaders)),
    to: "server",
    transport: "http",
    method,
    url,
    request: { headers: recordOf(requestHeaders), body: sent.text(), isCut: sent.isCut() },
    response: {
      status: answer?.statusCode ?? null,
      headers: recordOf(answerHeaders),
      body: received.text(),
      isCut: received.isCut(),
    },
    known: { server, ...(failed ? { error: "no answer" } : {}) },
  };
}

function inPairs(texts: readonly string[]): [string, string][] {
  return texts.flatMap((name, index): [string, string][] =>
    index % 2 === 0 ? [[name.toLowerCase(), texts[index + 1] ?? ""]] : [],
  );
}

/** Only Set-Cookie comes more than once. */
function recordOf(headers: readonly [string, string][]): RawMessage["headers"] {
  const cookies = headers.filter(([name]) => name === "set-cookie").map(([, value]) => value);
  return { ...Object.fromEntries(headers), ...(cookies.length === 0 ? {} : { "set-cookie": cookies }) };
}
