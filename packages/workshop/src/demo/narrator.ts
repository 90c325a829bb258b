import { styleText } from "node:util";

/** Describes a run, one line at a time. */
export interface Narrator {
  heading(text: string): void;
  /** One of the numbered steps of Microsoft's lesson. */
  step(number: number, text: string): void;
  /** A detail of the last step. */
  detail(text: string): void;
  plain(text: string): void;
  failure(text: string): void;
}

/** For runs that another program shows. */
export const silentNarrator: Narrator = {
  heading: () => undefined,
  step: () => undefined,
  detail: () => undefined,
  plain: () => undefined,
  failure: () => undefined,
};

type Style = Parameters<typeof styleText>[0];

/** Colour only if the stream is a terminal and NO_COLOR is not set: `styleText` checks both. */
export function createNarrator(stream: NodeJS.WriteStream = process.stdout): Narrator {
  const paint = (style: Style, text: string): string => styleText(style, text, { stream });
  const line = (text: string): void => void stream.write(`${text}\n`);
  return {
    heading: (text) => line(`\n${paint("bold", text)}`),
    step: (number, text) => line(`  ${paint(["bold", "cyan"], String(number))}  ${text}`),
    detail: (text) => line(text.replaceAll(/^/gm, "     ")),
    plain: line,
    failure: (text) => line(`  ${paint("red", "✗")}  ${text}`),
  };
}
