import { randomUUID } from "node:crypto";
import type { PageToOpen, QuestionView } from "../protocol.ts";

/** Pages and questions that wait for the person at the stage, who acts in place of a simulated user. */
export interface WaitingRoom {
  pages(): PageToOpen[];
  questions(): QuestionView[];
  /** @returns once the person has opened the page. @throws Error if `signal` aborts. */
  openPage(url: URL, title: string, signal: AbortSignal): Promise<void>;
  /** Returns each page once. The ticket replaces its address, which contains the state of a sign-in. */
  takePage(ticket: string): URL | undefined;
  /** @returns whether the person agrees. */
  ask(text: string): Promise<boolean>;
  /** @throws Error if the question is answered already. */
  answer(id: string, isYes: boolean): void;
}

interface WaitingPage {
  url: URL;
  title: string;
  opened: () => void;
}

interface WaitingQuestion {
  text: string;
  answered: (isYes: boolean) => void;
}

export function createWaitingRoom(changed: () => void): WaitingRoom {
  const pages = new Map<string, WaitingPage>();
  const questions = new Map<string, WaitingQuestion>();
  return {
    pages: () => [...pages].map(([ticket, { title }]) => ({ ticket, title })),
    questions: () => [...questions].map(([id, { text }]) => ({ id, text })),
    openPage: async (url, title, signal) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const ticket = randomUUID();
      pages.set(ticket, { url, title, opened: resolve });
      signal.addEventListener("abort", () => reject(new Error("The sign-in was given up.")), { once: true });
      changed();
      return promise.finally(() => {
        pages.delete(ticket);
        changed();
      });
    },
    takePage: (ticket) => {
      const page = pages.get(ticket);
      pages.delete(ticket);
      page?.opened();
      return page?.url;
    },
    ask: async (text) => {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      questions.set(randomUUID(), { text, answered: resolve });
      changed();
      return promise;
    },
    answer: (id, isYes) => {
      const question = questions.get(id);
      if (question === undefined) throw new Error("This question is answered already.");
      questions.delete(id);
      question.answered(isYes);
      changed();
    },
  };
}
