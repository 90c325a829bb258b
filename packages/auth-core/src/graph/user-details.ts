import { callGraph } from "./call-graph.ts";
import type { GraphAccess } from "./graph-client.ts";
import { type UserDetails, userDetailsSchema } from "./user-details-schema.ts";

/**
 * Reads `/me` with exactly these fields. Needs the delegated permission User.Read. @throws as {@link callGraph} does.
 *
 * @example
 * ```ts
 * const ada = await getUserDetails(access);
 * expect(ada.displayName).toBe("Ada Lovelace");
 * ```
 */
export async function getUserDetails(access: GraphAccess): Promise<UserDetails> {
  const fields = Object.keys(userDetailsSchema.shape);
  const user: unknown = await callGraph(access, async (graph) => graph.api("/me").select(fields).get());
  return userDetailsSchema.parse(user);
}
