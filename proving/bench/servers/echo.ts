import { z } from "zod";

/** The tool that both servers have. */
export const echoInput = z.object({ text: z.string() });
export const echoOutput = z.object({ text: z.string() });
export const echo = ({ text }: z.output<typeof echoInput>): z.output<typeof echoOutput> => ({ text });
