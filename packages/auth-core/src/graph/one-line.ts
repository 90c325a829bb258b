import { z } from "zod";

/**
 * Line breaks, control characters and invisible characters. With them, a display name could look like a
 * separate paragraph, or hide words that only a model reads. The joiners of Persian and Indic scripts, and of
 * emoji, are kept.
 */
const unfit = /(?:[\p{Cc}\p{Zl}\p{Zp}]|(?!\u200C|\u200D|\uFE0F)[\p{Cf}\p{DI}])+/gu;

/** Text that another person may have written, on one line: a model reads it as a part of a tool's result. */
export const oneLine = z.string().overwrite((text) => text.replaceAll(unfit, " "));
