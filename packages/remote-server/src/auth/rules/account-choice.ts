import { z } from "zod";

/** Long enough for any address, and for the opaque hint that Entra gives out itself. */
const longestHint = 320;

/** Which account a sign-in is to be with, and whether Entra asks for it although the browser has one. */
export const accountChoice = z.object({
  prompt: z.enum(["login", "select_account"]).optional(),
  loginHint: z.string().optional(),
});

export type AccountChoice = z.output<typeof accountChoice>;

/**
 * What a client asks for in the terms of OpenID Connect (Core §3.1.2.1), as far as Entra is to hear of it. `consent` is what our own page
 * does every time, `none` is what it never does; a hint that cannot be one is left out.
 */
export function accountChoiceIn(asked: {
  prompt?: string | undefined;
  login_hint?: string | undefined;
}): AccountChoice {
  const prompts = asked.prompt?.split(" ") ?? [];
  // Entra takes one of them. To enter a password is to choose an account, too.
  const prompt = (["login", "select_account"] as const).find((each) => prompts.includes(each));
  const { login_hint: hint = "" } = asked;
  const isHint = hint.length <= longestHint && /^[^\s\p{C}]+$/u.test(hint);
  return { ...(prompt !== undefined && { prompt }), ...(isHint && { loginHint: hint }) };
}
