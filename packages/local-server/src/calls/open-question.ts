import type { Answer, AskForPage, Page } from "./tool-call.ts";

/** A question that the client got in the answer to one of its calls. */
export interface Question {
  page: Page;
  /** Answers it, for every call that waits for the answer. Only the first answer counts. */
  answer: (answer: Answer) => void;
  /** The client has called again without an answer: the next call may ask again. */
  putAgain: () => void;
}

/**
 * The open question. There is at most one, because calls share a sign-in. The first call that can be answered
 * with it sends it to the client. A client may never send an answer, so after some time, another call may ask
 * the same question.
 */
export interface OpenQuestion {
  ask: AskForPage;
  /** Resolves with the open question when it has to be sent. @throws the reason of `signal`. */
  toBePut: (signal: AbortSignal) => Promise<Question>;
}

/**
 * Long enough that calls at the same time share one dialog. Short enough for a user who has closed it and
 * calls again.
 */
const repeatAfterMs = 15_000;

export function createOpenQuestion(): OpenQuestion {
  let open: { question: Question; isDue: boolean; timer?: NodeJS.Timeout } | undefined;
  const waiting = new Set<(question: Question) => void>();

  const putIfDue = (): void => {
    const [put] = waiting;
    if (open === undefined || !open.isDue || put === undefined) return;
    waiting.delete(put);
    open.isDue = false;
    open.timer = setTimeout(open.question.putAgain, repeatAfterMs);
    put(open.question);
  };

  const ask: AskForPage = async (page, over) => {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const close = (): void => {
      clearTimeout(asked.timer);
      if (open === asked) open = undefined;
    };
    const answer = (given: Answer): void => {
      close();
      resolve(given);
    };
    const putAgain = (): void => {
      asked.isDue = true;
      putIfDue();
    };
    const asked: NonNullable<typeof open> = { question: { page, answer, putAgain }, isDue: true };
    open = asked;
    rejectWhenAborted(over, reject, close);
    putIfDue();
    return promise;
  };

  const toBePut = async (signal: AbortSignal): Promise<Question> => {
    const { promise, resolve, reject } = Promise.withResolvers<Question>();
    waiting.add(resolve);
    rejectWhenAborted(signal, reject, () => waiting.delete(resolve));
    putIfDue();
    return promise;
  };
  return { ask, toBePut };
}

function rejectWhenAborted(signal: AbortSignal, reject: (reason: unknown) => void, leave: () => void): void {
  const onAbort = (): void => {
    leave();
    reject(signal.reason);
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
}
