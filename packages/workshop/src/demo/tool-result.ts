import { z } from "zod";

const userDetails = z.looseObject({ displayName: z.string() });
const directoryPage = z.looseObject({ users: z.array(z.looseObject({})) });
const toolResult = z.object({
  isError: z.boolean().optional(),
  structuredContent: z.unknown().optional(),
  content: z.array(z.looseObject({ text: z.string().optional() })),
});

export type UserDetails = z.output<typeof userDetails>;

/** The user's details in a tool's answer. @throws Error with the tool's message, if it failed. */
export function readUserDetails(answer: unknown): UserDetails {
  return userDetails.parse(structuredContentOf(answer));
}

/** A page of the directory in a tool's answer. @throws Error with the tool's message, if it failed. */
export function readDirectoryPage(answer: unknown): z.output<typeof directoryPage> {
  return directoryPage.parse(structuredContentOf(answer));
}

/** The message with which a tool refuses. @throws Error if it does not refuse. */
export function readRefusal(answer: unknown): string {
  const result = toolResult.parse(answer);
  if (result.isError !== true) throw new Error("The server has let a user without the role use the tool.");
  return textOf(result);
}

function structuredContentOf(answer: unknown): unknown {
  const result = toolResult.parse(answer);
  if (result.isError === true) throw new Error(textOf(result));
  return result.structuredContent;
}

function textOf({ content }: z.output<typeof toolResult>): string {
  return content.map(({ text }) => text).join("\n");
}
