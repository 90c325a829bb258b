import { z } from "zod";

/** The tool of both servers. */
export const echoInput = z.object({ text: z.string() });
export const echoOutput = z.object({ text: z.string() });
export const echo = ({ text }: z.output<typeof echoInput>): z.output<typeof echoOutput> => ({ text });
