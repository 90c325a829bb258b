import { z } from "zod";
import { oneLine } from "./one-line.ts";

/**
 * The signed-in user's profile: only the fields that a person would recognize themselves by. Graph sends null for what
 * the directory does not hold. Each is on one line: others can write some of them.
 *
 * @see https://learn.microsoft.com/graph/api/user-get
 */
export const userDetailsSchema = z.object({
  id: oneLine,
  displayName: oneLine.nullable(),
  userPrincipalName: oneLine.nullable(),
  mail: oneLine.nullable(),
  jobTitle: oneLine.nullable(),
  officeLocation: oneLine.nullable(),
  preferredLanguage: oneLine.nullable(),
});

export type UserDetails = z.output<typeof userDetailsSchema>;
