import { z } from "zod";
import { oneLine } from "./one-line.ts";

/**
 * The signed-in user's profile: only the fields in which a person recognizes themselves. Graph sends null for
 * missing values. Each field is on one line, because other people can write some of them.
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
