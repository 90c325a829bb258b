import { randomUUID } from "node:crypto";
import {
  type CallToolResult,
  CLIENT_CAPABILITIES_META_KEY,
  inputRequired,
  type InputRequiredResult,
  inputResponse,
  type ServerContext,
  specTypeSchemas,
} from "@modelcontextprotocol/server";
import type { AnswerCall } from "./answer-call.ts";
import { createOpenQuestion, type OpenQuestion, type Question } from "./open-question.ts";
import { createProgressReport } from "./report-progress.ts";
import type { ToolCall } from "./tool-call.ts";

/**
 * Clients cancel a request after a minute, but a person needs longer. Before that, we ask the client to call
 * again.
 */
const longestRoundMs = 45_000;
/** How long a client may take to call again: with a person's answer, and without one. */
const patienceMs = { answer: 300_000, nothing: 10_000 };
const key = "signIn";

/** A call, from its first round to its last. Its work continues between the rounds. */
interface RunningCall {
  outcome: Promise<CallToolResult>;
  controller: AbortController;
  /** The request of the current round, which gets the progress. */
  report: (message: string) => Promise<void>;
  /** The question of the last round. */
  asked?: Question | undefined;
}

export interface AnswerInRounds {
  answerCall: AnswerCall;
  /** Ends the calls whose client has not called again. */
  close: () => void;
}

/**
 * MCP 2026-07-28: the server sends a question as the answer to a call. The client calls again with the user's
 * answer, and with a state that says which call continues (multi round-trip requests).
 *
 * The state is the number of a call in this process's memory, and is valid for one round. A client that sends
 * an unknown number begins a new call. A pipe has only one client, so the state does not need protection.
 *
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/mrtr
 */
export function answerInRounds(openQuestion: OpenQuestion = createOpenQuestion()): AnswerInRounds {
  const away = new Map<string, { call: RunningCall; timer: NodeJS.Timeout }>();

  /** The call of this state, if there is one and the server still waits for it. */
  const comeBack = ({ mcpReq }: ServerContext): RunningCall | undefined => {
    const state = mcpReq.requestState<string>() ?? "";
    const left = away.get(state);
    if (left === undefined) return undefined;
    away.delete(state);
    clearTimeout(left.timer);
    hear(left.call, mcpReq.inputResponses);
    return left.call;
  };

  const sendAway = (call: RunningCall, asked: Question | undefined): InputRequiredResult => {
    const requestState = randomUUID();
    const forget = (): void => {
      away.delete(requestState);
      call.controller.abort();
    };
    const timer = setTimeout(forget, asked ? patienceMs.answer : patienceMs.nothing);
    away.set(requestState, { call, timer });
    call.asked = asked;
    return inputRequired({
      requestState,
      ...(asked && { inputRequests: { [key]: inputRequired.elicitUrl({ ...asked.page }) } }),
    });
  };

  return {
    answerCall: async (context, work) => {
      const call = comeBack(context) ?? begin(context, work, openQuestion);
      const { result, asked } = await playRound(call, context, openQuestion);
      return result ?? sendAway(call, asked);
    },
    close: () => {
      for (const { call, timer } of away.values()) {
        clearTimeout(timer);
        call.controller.abort();
      }
      away.clear();
    },
  };
}

function begin(
  context: ServerContext,
  work: (call: ToolCall) => Promise<CallToolResult>,
  { ask }: OpenQuestion,
): RunningCall {
  const controller = new AbortController();
  const call: RunningCall = {
    controller,
    report: createProgressReport(context),
    outcome: work({
      signal: controller.signal,
      reportProgress: async (message) => call.report(message),
      askForPage: opensPages(context) ? ask : undefined,
    }),
  };
  return call;
}

/** Each request contains it. */
function opensPages({ mcpReq }: ServerContext): boolean {
  const envelope: Record<string, unknown> = mcpReq.envelope ?? {};
  const capabilities = specTypeSchemas.ClientCapabilities["~standard"].validate(
    envelope[CLIENT_CAPABILITIES_META_KEY],
  );
  return capabilities.issues === undefined && capabilities.value.elicitation?.url !== undefined;
}

function hear(call: RunningCall, responses: ServerContext["mcpReq"]["inputResponses"]): void {
  const { asked } = call;
  if (asked === undefined) return;
  const response = inputResponse(responses, key);
  if (response.kind === "elicit") asked.answer(response.action);
  else asked.putAgain();
}

interface Step {
  /** Undefined if the client has to call again. */
  result?: CallToolResult;
  asked?: Question;
}

/** Until the work is done, there is a question, or the round's time is over. */
async function playRound(
  call: RunningCall,
  context: ServerContext,
  { toBePut }: OpenQuestion,
): Promise<Step> {
  const { signal } = context.mcpReq;
  const over = new AbortController();
  const tooLong = Promise.withResolvers<Step>();
  const timer = setTimeout(() => tooLong.resolve({}), longestRoundMs);
  const cancel = (): void => call.controller.abort();
  signal.addEventListener("abort", cancel, { once: true });
  call.report = createProgressReport(context);
  try {
    const steps: Promise<Step>[] = [call.outcome.then((result) => ({ result })), tooLong.promise];
    if (opensPages(context)) steps.push(toBePut(over.signal).then((asked) => ({ asked })));
    return await Promise.race(steps);
  } finally {
    over.abort();
    clearTimeout(timer);
    signal.removeEventListener("abort", cancel);
  }
}
