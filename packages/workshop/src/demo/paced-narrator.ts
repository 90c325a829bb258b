import type { Narrator } from "./narrator.ts";

/** A narrator that waits for the audience. */
export interface PacedNarrator {
  tell: Narrator;
  /** Call it after the last line. It resolves when all lines are printed. */
  told: () => Promise<void>;
}

/**
 * After each Enter, prints the lines up to the next step or heading. Only the output waits. The run itself
 * continues, so that no sign-in and no request times out while the instructor explains.
 *
 * @param input its data events are the key presses; a terminal gives one for each Enter.
 */
export function createPacedNarrator(narrator: Narrator, input: NodeJS.ReadableStream): PacedNarrator {
  const untold: { waits: boolean; tell: () => void }[] = [];
  const finished = Promise.withResolvers<void>();
  let hasBegun = false;
  let isComplete = false;

  /** Up to the next that waits for Enter. */
  const goOn = (): void => {
    while (untold[0]?.waits === false) untold.shift()?.tell();
    if (isComplete && untold.length === 0) finished.resolve();
  };
  const onEnter = (): void => {
    untold.shift()?.tell();
    goOn();
  };
  const later = (tell: () => void, waits = false): void => {
    untold.push({ waits, tell });
    goOn();
  };

  input.on("data", onEnter);
  return {
    tell: {
      heading: (text) => {
        later(() => narrator.heading(text), hasBegun);
        hasBegun = true;
      },
      step: (number, text) => later(() => narrator.step(number, text), true),
      detail: (text) => later(() => narrator.detail(text)),
      plain: (text) => later(() => narrator.plain(text)),
      failure: (text) => later(() => narrator.failure(text)),
    },
    told: async () => {
      isComplete = true;
      goOn();
      await finished.promise;
      input.off("data", onEnter);
      input.pause();
    },
  };
}
