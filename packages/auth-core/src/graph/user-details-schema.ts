import { z } from "zod";

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
