import { z } from "zod";

const userDetails = z.looseObject({ displayName: z.string() });
const toolResult = z.object({
  isError: z.boolean().optional(),
  structuredContent: z.unknown(),
  content: z.array(z.looseObject({ text: z.string().optional() })),
});

export type UserDetails = z.output<typeof userDetails>;

/** The user's details in a tool's answer. @throws Error with the tool's own words when it failed. */
export function readToolResult(answer: unknown): UserDetails {
  const result = toolResult.parse(answer);
  if (result.isError === true) throw new Error(result.content.map(({ text }) => text).join("\n"));
  return userDetails.parse(result.structuredContent);
}
