import { z } from "zod";

/**
 * Line breaks, control characters and invisible characters: with them, a display name could pass for a paragraph of
 * its own, or hide words that only a model reads. The joiners of Persian and Indic scripts, and of emoji, remain.
 */
const unfit = /(?:[\p{Cc}\p{Zl}\p{Zp}]|(?!\u200C|\u200D|\uFE0F)[\p{Cf}\p{DI}])+/gu;

/** Text that another person may have written, on one line: a model reads it in the middle of what a tool returns. */
export const oneLine = z.string().overwrite((text) => text.replaceAll(unfit, " "));
