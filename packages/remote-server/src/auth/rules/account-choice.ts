import { z } from "zod";

/** Long enough for any mail address, and for the opaque hint that Entra issues. */
const longestHint = 320;

/** Which account a sign-in should use, and whether Entra asks for it even if the browser has one. */
export const accountChoice = z.object({
  prompt: z.enum(["login", "select_account"]).optional(),
  loginHint: z.string().optional(),
});

export type AccountChoice = z.output<typeof accountChoice>;

/**
 * The client's request in OpenID Connect terms (Core §3.1.2.1): the part that we send to Entra. Our own page
 * does `consent` every time, and never `none`. We do not send a hint that is not valid.
 */
export function accountChoiceIn(asked: {
  prompt?: string | undefined;
  login_hint?: string | undefined;
}): AccountChoice {
  const prompts = asked.prompt?.split(" ") ?? [];
  // Entra accepts one of them. A user who enters a password also chooses an account.
  const prompt = (["login", "select_account"] as const).find((each) => prompts.includes(each));
  const { login_hint: hint = "" } = asked;
  const isHint = hint.length <= longestHint && /^[^\s\p{C}]+$/u.test(hint);
  return { ...(prompt !== undefined && { prompt }), ...(isHint && { loginHint: hint }) };
}
