import { z } from "zod";
import { callGraph } from "./call-graph.ts";
import type { GraphAccess } from "./graph-client.ts";

/**
 * The signed-in user's profile: only the fields that a person would recognize themselves by. Graph sends null for what
 * the directory does not hold.
 *
 * @see https://learn.microsoft.com/graph/api/user-get
 */
export const userDetailsSchema = z.object({
  id: z.string(),
  displayName: z.string().nullable(),
  userPrincipalName: z.string().nullable(),
  mail: z.string().nullable(),
  jobTitle: z.string().nullable(),
  officeLocation: z.string().nullable(),
  preferredLanguage: z.string().nullable(),
});

export type UserDetails = z.output<typeof userDetailsSchema>;

/** Reads `/me` with exactly these fields. Needs the delegated permission User.Read. @throws as {@link callGraph} does. */
export async function getUserDetails(access: GraphAccess): Promise<UserDetails> {
  const fields = Object.keys(userDetailsSchema.shape);
  const user: unknown = await callGraph(access, async (graph) => graph.api("/me").select(fields).get());
  return userDetailsSchema.parse(user);
}
